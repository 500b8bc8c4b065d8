import type { Pod } from '../../../scripts/stack/pods';
import { isReady } from '../../../scripts/stack/pods';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import {
  Api,
  expectProblem,
  freshPassword,
  freshUsername,
  nth,
  registerUser,
  signIn,
} from '@banking-demo/testkit/bank';
import { HeldLedger, releaseLedgers } from '../support/held-ledger';
import { balanceOf, paid, pay, statementOf } from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';

let stack: Stack<PrivateServers>;
let pod: Pod;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'silent' } });
  pod = nth(stack.pods, 0);
});

afterEach(releaseLedgers);
afterEach(async () => {
  stack.servers.redis.resume();
  await stack.servers.redis.start();
  await until(() => isReady(pod.url), { timeoutMs: 20_000 });
});

afterAll(() => stack.stop());

/** What anybody waits for before they are told. */
const SOON_MS = 2000;
/** A Redis that hangs is given two seconds for what it was sent, and as long again for what had to wait behind that. */
const STALLED_MS = 5000;

describe('Redis gone', () => {
  it('makes whatever needs a session answer 503 soon, with a time to try again', async () => {
    const { api, username, password } = await registerUser({}, pod.url);
    await stack.servers.redis.kill();
    const registration = { username: freshUsername(), password: freshPassword(), displayName: 'New' };
    const calls = [
      () => api.get('/me'),
      () => api.get('/ledger/integrity'),
      () => pay(api, { to: username, amount: 1 }),
      () => new Api(pod.url).post('/login', { username, password }),
      () => new Api(pod.url).post('/register', registration),
    ];
    for (const call of calls) {
      const started = performance.now();
      const answer = await call();
      expectProblem(answer, 503, 'dependency_unavailable');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(performance.now() - started).toBeLessThan(SOON_MS);
    }
  });

  it('leaves a name free whose registration it broke', async () => {
    await stack.servers.redis.kill();
    const credentials = { username: freshUsername(), password: freshPassword(), displayName: 'New' };
    expect((await new Api(pod.url).post('/register', credentials)).status).toBe(503);
    await stack.servers.redis.start();
    await until(() => isReady(pod.url), { timeoutMs: 20_000 });
    await registerUser(credentials, pod.url);
  });

  it('makes the pod live but not ready', async () => {
    await stack.servers.redis.kill();
    await until(async () => !(await isReady(pod.url, 5000)));
    expect((await fetch(`${pod.url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${pod.url}/health/ready`);
    expect(await ready.json()).toMatchObject({
      error: { redis: { status: 'down' } },
      info: { postgres: { status: 'up' } },
    });
  });

  it('does not fail a transfer that was let in before', async () => {
    const [payer, payee] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
    const held = await HeldLedger.hold(stack.servers.databaseUrl, payer.accountNumber);
    const answer = pay(payer.api, { to: payee.username, amount: 5 }).then((response) => response);
    await until(async () => (await held.waiting()) === 1);
    await stack.servers.redis.kill();
    await held.release();
    const released = performance.now();
    expect((await answer).status).toBe(201);
    // It did not wait to be announced.
    expect(performance.now() - released).toBeLessThan(1000);
  });

  it('signs people out when it comes back empty, and loses nothing else', async () => {
    const [payer, payee] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
    await paid(payer.api, { to: payee.username, amount: 5 });
    await stack.servers.redis.kill();
    await stack.servers.redis.start();
    await until(() => isReady(pod.url), { timeoutMs: 20_000 });
    expectProblem(await payee.api.get('/me'), 401, 'unauthenticated');
    const { api } = await signIn(payee, pod.url);
    expect((await statementOf(api, payee.accountNumber)).at(-1)).toMatchObject({ amount: 5 });
  });
});

describe('Redis stalled', () => {
  it('makes calls answer 503 soon instead of waiting for it, and sessions live on when it goes on', async () => {
    const { api } = await registerUser({}, pod.url);
    const before = await balanceOf(api);
    stack.servers.redis.pause();
    const started = performance.now();
    const answers = await Promise.all([api.get('/me'), api.get('/balance'), pay(api, { to: 'somebody', amount: 1 })]);
    for (const answer of answers) expectProblem(answer, 503, 'dependency_unavailable');
    expect(performance.now() - started).toBeLessThan(STALLED_MS);
    stack.servers.redis.resume();
    await until(async () => (await api.get('/me')).status === 200, { timeoutMs: 20_000 });
    expect(await balanceOf(api)).toBe(before);
  });
});
