import { setImmediate as turn } from 'node:timers/promises';
import { Clock } from './clock';

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
