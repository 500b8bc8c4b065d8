import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Clock, Timers } from './clock';

const THEN = new Date('2026-03-01T12:00:00.000Z');
const EARLIER = new Date('2026-02-01T12:00:00.000Z');

it('tells the time', () => {
  const before = Date.now();
  const now = new Clock().now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

it('tells a task the moment it runs at, across what it awaits, and everybody else the time', async () => {
  const clock = new Clock();
  const task = async (): Promise<Date[]> => {
    const first = clock.now();
    await turn();
    return [first, clock.now()];
  };
  const running = [clock.at(THEN, task), clock.at(EARLIER, task)];
  expect(clock.now().getTime()).toBeGreaterThan(THEN.getTime() + 1000);
  expect(await Promise.all(running)).toEqual([
    [THEN, THEN],
    [EARLIER, EARLIER],
  ]);
});

it('goes back to the time when a task fails, and travels again', async () => {
  const clock = new Clock();
  await expect(clock.at(THEN, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(clock.now()).not.toEqual(THEN);
  expect(await clock.at(THEN, () => Promise.resolve(clock.now()))).toEqual(THEN);
});

describe('Timers', () => {
  let timers: Timers;

  beforeEach(() => {
    jest.useFakeTimers();
    timers = new Timers();
  });
  afterEach(async () => {
    await timers.onModuleDestroy();
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('runs a task again and again, first after one interval', async () => {
    const task = jest.fn();
    timers.every(100, task);
    expect(task).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(350);
    expect(task).toHaveBeenCalledTimes(3);
  });

  it('does not begin a run while the one before is under way', async () => {
    const ends: (() => void)[] = [];
    const task = jest.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
    timers.every(100, task);
    await jest.advanceTimersByTimeAsync(500);
    expect(task).toHaveBeenCalledTimes(1);
    ends[0]?.();
    await jest.advanceTimersByTimeAsync(100);
    expect(task).toHaveBeenCalledTimes(2);
    ends[1]?.();
  });

  it('goes on after failures and warns of the first in a row only', async () => {
    jest.spyOn(Logger.prototype, 'debug').mockReturnValue();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const fate = ['fails', 'fails', 'works', 'fails'];
    timers.every(100, () => {
      if (fate.shift() === 'fails') throw new Error('no');
    });
    await jest.advanceTimersByTimeAsync(200);
    expect(warn).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(200);
    expect(warn).toHaveBeenCalledTimes(2);
  });

  it('ends with the pod, which waits for the run under way', async () => {
    let end = (): void => undefined;
    const task = jest.fn(() => new Promise<void>((resolve) => (end = resolve)));
    timers.every(100, task);
    await jest.advanceTimersByTimeAsync(100);
    const ended = jest.fn();
    const ending = timers.onModuleDestroy().then(ended);
    await jest.advanceTimersByTimeAsync(1000);
    expect(ended).not.toHaveBeenCalled();
    end();
    await ending;
    await jest.advanceTimersByTimeAsync(1000);
    expect(task).toHaveBeenCalledTimes(1);
  });

  it('ends a single task when asked to', async () => {
    const task = jest.fn();
    await timers.every(100, task).stop();
    await jest.advanceTimersByTimeAsync(500);
    expect(task).not.toHaveBeenCalled();
  });
});
