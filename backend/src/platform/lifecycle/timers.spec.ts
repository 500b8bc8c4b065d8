import { Logger } from '@nestjs/common';
import { Timers } from './timers';

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
