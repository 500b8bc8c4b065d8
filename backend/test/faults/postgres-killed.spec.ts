import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { isReady } from '../../../scripts/stack/pods';
import { Api, expectProblem, nth, registerUser, registerUsers, type TestUser } from '@banking-demo/testkit/bank';
import { abandonClients, PayingClients } from '../support/paying-clients';
import {
  balanceOf,
  type Entry,
  expectChained,
  expectIntegrity,
  paid,
  pay,
  statementOf,
} from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';

const KILLS = 3;
/** Payments acknowledged between two kills, and after the last. */
const ENOUGH = 300;

jest.setTimeout(180_000);

describe('PostgreSQL killed under load and started again, several times', () => {
  let stack: Stack<PrivateServers>;
  let payers: TestUser[];
  let merchant: TestUser;
  let clients: PayingClients;
  let pids: number[];

  beforeAll(async () => {
    stack = await Stack.startPrivate({ pods: 2, env: { LOG_LEVEL: 'fatal' } });
    pids = stack.pods.map(({ pid }) => pid);
    const urls = stack.pods.map(({ url }) => url);
    merchant = await registerUser({}, nth(urls, 0));
    payers = await registerUsers(8, nth(urls, 0));
    clients = new PayingClients(
      Array.from({ length: 32 }, (_, i) => ({
        api: nth(payers, i).api.at(nth(urls, Math.floor(i / 8))),
        to: merchant.username,
      })),
    );
    for (let kill = 0; kill < KILLS; kill++) {
      await morePayments();
      await stack.servers.postgres.kill();
      await until(() => clients.outcomes.has(503), { timeoutMs: 30_000 });
      await stack.servers.postgres.start();
    }
    await morePayments();
    await clients.stop();
  });

  afterAll(abandonClients);
  afterAll(() => stack.stop());

  async function morePayments(): Promise<void> {
    const before = clients.acknowledged.size;
    await until(() => clients.acknowledged.size > before + ENOUGH, { timeoutMs: 60_000 });
  }

  async function payments(): Promise<Entry[]> {
    return (await statementOf(merchant.api, merchant.accountNumber)).slice(1);
  }

  it('answered every request, by 201 or by 503', () => {
    expect(clients.outcomes).toEqual(new Set([201, 503]));
  });

  it('has every acknowledged transfer, once', async () => {
    const found = new Map((await payments()).map(({ memo, transferId }) => [memo ?? '', transferId]));
    expect(found.size).toBe((await payments()).length);
    for (const [key, id] of clients.acknowledged) expect([key, found.get(key)]).toEqual([key, id]);
  });

  it('has no other one: clients that repeated with their keys paid exactly once each', async () => {
    expect(new Set((await payments()).map(({ memo }) => memo))).toEqual(new Set(clients.acknowledged.keys()));
    expect(clients.attempts.length).toBeGreaterThan(clients.acknowledged.size);
  });

  it('carries every balance on', async () => {
    for (const { api, accountNumber } of [merchant, ...payers]) {
      const statement = await statementOf(api, accountNumber);
      expectChained(statement);
      expect(await balanceOf(api)).toBe(statement.at(-1)?.balanceAfter);
    }
    await expectIntegrity(merchant.api);
  });

  it('found the pods again, which did not have to be restarted', async () => {
    expect(stack.pods.map(({ pid, exit }) => [pid, exit])).toEqual(pids.map((pid) => [pid, undefined]));
    for (const pod of stack.pods) {
      expect(await isReady(pod.url)).toBe(true);
      await paid(nth(payers, 0).api.at(pod.url), { to: merchant.username, amount: 1 });
    }
  });
});

describe('PostgreSQL away', () => {
  let stack: Stack<PrivateServers>;
  let user: TestUser;

  beforeAll(async () => {
    stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'fatal' } });
    user = await registerUser({}, nth(stack.pods, 0).url);
    await stack.servers.postgres.kill();
  });

  afterAll(() => stack.stop());

  it('makes reads, transfers and logins answer 503 at once, with a time to try again', async () => {
    const { api, username, password, accountNumber } = user;
    const calls = [
      () => api.get('/balance'),
      () => api.get(`/accounts/${accountNumber}/entries`),
      () => api.get(`/accounts/${accountNumber}/statement.csv`),
      () => api.get('/me'),
      () => api.get('/ledger/integrity'),
      () => api.post('/accounts', { name: 'Savings' }),
      () => pay(api, { to: 'somebody', amount: 1 }),
      () => new Api(api.baseUrl).post('/login', { username, password }),
    ];
    for (const call of calls) {
      const started = performance.now();
      const answer = await call();
      expectProblem(answer, 503, 'dependency_unavailable');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });

  it('makes the pod live but not ready, and says what is missing', async () => {
    const { url } = nth(stack.pods, 0);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      error: { postgres: { status: 'down' } },
      info: { redis: { status: 'up' } },
    });
  });
});
