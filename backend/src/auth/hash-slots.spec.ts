import { HashSlots } from './hash-slots';

/** A task that tells when it starts and ends when told to. */
function task() {
  let begin: () => void = () => undefined;
  let end: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (begin = resolve));
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = jest.fn(async () => {
    begin();
    await ended;
    return 'done';
  });
  const finish = (): void => {
    end();
  };
  return { run, started, finish };
}

describe('HashSlots', () => {
  it('runs no more at once than it has slots, in order of arrival', async () => {
    const slots = new HashSlots(1, 2);
    const [first, second, third] = [task(), task(), task()];
    const outcomes = [first, second, third].map(({ run }) => slots.run(run));
    await first.started;
    expect(second.run).not.toHaveBeenCalled();
    first.finish();
    await second.started;
    expect(third.run).not.toHaveBeenCalled();
    second.finish();
    third.finish();
    await expect(Promise.all(outcomes)).resolves.toEqual(['done', 'done', 'done']);
  });

  it('refuses what would wait beyond the bound, and takes more once there is room', async () => {
    const slots = new HashSlots(1, 1);
    const [running, waiting, refused] = [task(), task(), task()];
    const outcomes = [running, waiting].map(({ run }) => slots.run(run));
    await expect(slots.run(refused.run)).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 2 });
    expect(refused.run).not.toHaveBeenCalled();
    running.finish();
    waiting.finish();
    await Promise.all(outcomes);
    await expect(slots.run(() => Promise.resolve('later'))).resolves.toBe('later');
  });

  it('gives the slot back when a task fails', async () => {
    const slots = new HashSlots(1, 0);
    await expect(slots.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(slots.run(() => Promise.resolve('next'))).resolves.toBe('next');
  });
});
