import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../../testing/bank';
import { Health } from './health';
import { loaded, type LoadedRef } from './loaded';
import { Failure } from './problem';

interface Ask {
  question: string;
  signal: AbortSignal;
  answer: (value: string) => void;
  fail: (error: unknown) => void;
}

let asks: Ask[];
const question = signal<string | undefined>('first');
let part: LoadedRef<string>;

beforeEach(() => {
  asks = [];
  question.set('first');
  part = TestBed.runInInjectionContext(() =>
    loaded({
      params: () => question(),
      load: (asked, abort) =>
        new Promise<string>((answer, fail) => asks.push({ question: asked, signal: abort, answer, fail })),
    }),
  );
});

const last = (): Ask => {
  const ask = asks.at(-1);
  if (!ask) throw new Error('Nothing was asked.');
  return ask;
};

describe('what is loaded', () => {
  it('is there once it came', async () => {
    await settle();
    expect(part.loading()).toBe(true);
    expect(part.value()).toBeNull();
    last().answer('one');
    await settle();
    expect(part.value()).toBe('one');
    expect(part.loading()).toBe(false);
  });

  it('stays while it is loaded anew, and when that fails', async () => {
    await settle();
    last().answer('one');
    await settle();
    part.reload();
    await settle();
    expect(part.value()).toBe('one');
    last().fail(new Failure('unreachable', 'gone'));
    await settle();
    expect(part.value()).toBe('one');
    expect(part.failure()?.code).toBe('unreachable');
  });

  it('is given up, and dropped, when something else is asked', async () => {
    await settle();
    const before = last();
    question.set('second');
    await settle();
    expect(before.signal.aborted).toBe(true);
    last().answer('two');
    before.answer('one');
    await settle();
    expect(part.value()).toBe('two');
    question.set('third');
    await settle();
    expect(part.value()).toBeNull();
  });

  it('asks nothing while there is no question', async () => {
    question.set(undefined);
    await settle();
    expect(asks).toHaveLength(0);
    expect(part.loading()).toBe(false);
  });

  it('that failed is loaded again when the bank is back, what is there is not', async () => {
    const health = TestBed.inject(Health);
    await settle();
    last().fail(new Failure('unreachable', 'gone'));
    await settle();
    health.failed(new Failure('unreachable', 'gone'));
    health.answered();
    await settle();
    expect(asks).toHaveLength(2);
    last().answer('one');
    await settle();
    expect(part.failure()).toBeNull();
    health.failed(new Failure('dependency_unavailable', 'away'));
    health.answered();
    await settle();
    expect(asks).toHaveLength(2);
  });

  it('takes what is heard otherwise, without giving up what is under way', async () => {
    await settle();
    last().answer('one');
    await settle();
    part.reload();
    await settle();
    part.update((value) => `${value}, heard`);
    expect(part.value()).toBe('one, heard');
    last().answer('two');
    await part.settled();
    expect(part.value()).toBe('two');
  });
});
