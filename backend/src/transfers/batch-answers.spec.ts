import { BatchAnswers } from './batch-answers';

describe('answers to a batch', () => {
  let given: string[];
  let answers: BatchAnswers;

  beforeEach(() => {
    jest.useFakeTimers();
    given = [];
    answers = new BatchAnswers();
    for (const name of ['a', 'b']) answers.add(() => given.push(name));
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('are given when they are called for, in their order and once', () => {
    expect(given).toEqual([]);
    answers.give();
    answers.give();
    jest.runAllTimers();
    expect(given).toEqual(['a', 'b']);
  });

  it('do not wait for a next batch that is stuck', () => {
    jest.advanceTimersByTime(20);
    expect(given).toEqual(['a', 'b']);
  });

  it('wait anew after they were given', () => {
    jest.advanceTimersByTime(15);
    answers.give();
    answers.add(() => given.push('c'));
    jest.advanceTimersByTime(15);
    expect(given).toEqual(['a', 'b']);
    jest.advanceTimersByTime(5);
    expect(given).toEqual(['a', 'b', 'c']);
  });
});
