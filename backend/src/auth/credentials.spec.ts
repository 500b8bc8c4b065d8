import { setImmediate as turn } from 'node:timers/promises';
import { Credentials, type FailureCount, inTurns } from './credentials';
import type { User } from './user.entity';

/** A count that locks after so many failures. */
class Count implements FailureCount {
  failures = 0;
  cleared = 0;

  constructor(private readonly allowed: number) {}

  refuseLocked(): Promise<void> {
    return this.failures < this.allowed ? Promise.resolve() : Promise.reject(new Error('locked'));
  }

  failed(): Promise<void> {
    this.failures += 1;
    return Promise.resolve();
  }

  succeeded(): Promise<void> {
    this.cleared += 1;
    return Promise.resolve();
  }
}

let credentials: Credentials;
let user: User;

beforeAll(async () => {
  credentials = new Credentials();
  await credentials.onModuleInit();
  user = { passwordHash: await credentials.hash('right one 42') } as User;
});

it('takes the right password and clears the count', async () => {
  const count = new Count(10);
  await expect(credentials.check(count, user, 'right one 42', 'No.')).resolves.toBe(user);
  expect([count.failures, count.cleared]).toEqual([0, 1]);
});

it('counts a wrong one, for an unknown user too', async () => {
  const count = new Count(10);
  for (const each of [user, null])
    await expect(credentials.check(count, each, 'wrong one 42', 'No.')).rejects.toMatchObject({
      code: 'invalid_credentials',
      message: 'No.',
    });
  expect([count.failures, count.cleared]).toEqual([2, 0]);
});

it('checks few more guesses that arrive at once than the lock allows', async () => {
  const count = new Count(2);
  const guesses = await Promise.allSettled(
    Array.from({ length: 40 }, () => credentials.check(count, user, 'wrong one 42', 'No.')),
  );
  expect(guesses.every(({ status }) => status === 'rejected')).toBe(true);
  expect(count.failures).toBeGreaterThanOrEqual(2);
  expect(count.failures).toBeLessThan(2 + 3);
});

it('runs so many at once, lets so many wait, refuses further ones, and goes on afterwards', async () => {
  const inTurn = inTurns(2, 3);
  const finish: (() => void)[] = [];
  const task = (): Promise<void> => new Promise((resolve) => finish.push(resolve));
  const accepted = Array.from({ length: 5 }, () => inTurn(task));
  await turn();
  expect(finish).toHaveLength(2);
  await expect(inTurn(task)).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 2 });
  for (let done = 0; done < accepted.length; done++) {
    finish[done]?.();
    await turn();
  }
  await Promise.all(accepted);
  expect(finish).toHaveLength(5);
  await expect(inTurn(() => Promise.resolve('next'))).resolves.toBe('next');
});
