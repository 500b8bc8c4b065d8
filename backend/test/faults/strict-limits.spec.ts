import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request, { type Response } from 'supertest';
import type { Pod } from '../../../scripts/stack/pods';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import {
  Api,
  expectProblem,
  freshPassword,
  freshUsername,
  nth,
  registerUser,
  succeeded,
} from '@banking-demo/testkit/bank';
import { type BulkPayment, codesOf, openAccount, pay, payAll, transfersOf } from '@banking-demo/testkit/payments';
import { RawSocket } from '../support/raw-socket';
import { until } from '@banking-demo/testkit/until';

const WRITES_PER_MINUTE = 120;
const READS_PER_MINUTE = 600;
const LOOK_UPS_PER_MINUTE = 60;
const BULK_PAYMENTS_PER_MINUTE = 600;
const PUBLIC_PER_MINUTE = 60;
const REGISTRATIONS_PER_HOUR = 30;
const ACCOUNTS_PER_USER = 10;
const SOCKETS_WAITING = 200;
const SOCKETS_REFUSED = 100;

let stack: Stack<PrivateServers>;
let pods: [Pod, Pod];

beforeAll(async () => {
  stack = await Stack.startPrivate({
    pods: 2,
    // The proxy whose word is taken for where callers are is the test itself.
    env: { LOG_LEVEL: 'silent', RATE_LIMITS: 'strict', TRUST_PROXY: 'true' },
  });
  pods = [nth(stack.pods, 0), nth(stack.pods, 1)];
});

afterAll(() => stack.stop());

/** An address that nobody else calls from. */
function someAddress(): string {
  return `198.18.${String(randomInt(256))}.${String(randomInt(256))}`;
}

function expectThrottled(answer: Response, withinSeconds: number): void {
  expectProblem(answer, 429, 'too_many_requests');
  const retryAfter = Number(answer.headers['retry-after']);
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(withinSeconds);
}

/** Makes calls to both pods in turns; answers how many were let through, and those that were not. */
async function flood(count: number, call: (pod: Pod) => PromiseLike<Response>) {
  const answers = await Promise.all(Array.from({ length: count }, (_, i) => call(nth(pods, i))));
  const throttled = answers.filter(({ status }) => status === 429);
  return { passed: count - throttled.length, throttled };
}

/** Numbers of accounts, ten of each user. */
async function openAccounts(count: number): Promise<string[]> {
  const numbers: string[] = [];
  for (let user = await registerUser({}, pods[0].url); numbers.length < count;) {
    numbers.push(user.accountNumber);
    for (let i = 1; i < ACCOUNTS_PER_USER; i++) numbers.push((await openAccount(user.api)).number);
    if (numbers.length < count) user = await registerUser({}, pods[0].url);
  }
  return numbers.slice(0, count);
}

function inBulk(recipients: readonly string[], amount = 1): BulkPayment[] {
  return recipients.map((to) => ({ key: randomUUID(), to, amount }));
}

describe('RATE_LIMITS=strict', () => {
  let customers: string[];

  beforeAll(async () => {
    customers = await openAccounts(LOOK_UPS_PER_MINUTE + 5);
  });

  it('lets a user write so often per minute over all pods, and the others go on', async () => {
    const [user, other] = [await registerUser({}, pods[0].url), await registerUser({}, pods[0].url)];
    const { passed, throttled } = await flood(WRITES_PER_MINUTE + 10, ({ url }) =>
      pay(user.api.at(url), { to: other.username, amount: 1 }),
    );
    expect(passed).toBe(WRITES_PER_MINUTE);
    for (const answer of throttled) expectThrottled(answer, 60);
    expect(nth(throttled, 0).headers['idempotency-key']).toEqual(expect.any(String));
    succeeded(await user.api.get('/balance'), 200);
    succeeded(await pay(other.api, { to: user.username, amount: 1 }), 201);
  });

  it('lets a user read so often per minute', async () => {
    const { api } = await registerUser({}, pods[0].url);
    // Registration read once to learn the account number.
    const { passed, throttled } = await flood(READS_PER_MINUTE + 10, ({ url }) => api.at(url).get('/balance'));
    expect(passed).toBe(READS_PER_MINUTE - 1);
    for (const answer of throttled) expectThrottled(answer, 60);
  });

  it('lets nobody list the customers by trying names', async () => {
    const { api } = await registerUser({}, pods[0].url);
    const { passed, throttled } = await flood(LOOK_UPS_PER_MINUTE + 5, ({ url }) =>
      api.at(url).get(`/recipients?q=${freshUsername()}`),
    );
    expect(passed).toBe(LOOK_UPS_PER_MINUTE);
    for (const answer of throttled) expectThrottled(answer, 60);
    succeeded(await api.get('/recipients'), 200);
  });

  it.each([
    ['unknown recipients', () => customers.map(() => freshUsername()), 'recipient_not_found'],
    ['more than they have', () => customers, 'insufficient_funds'],
  ])('lets nobody list the customers by paying %s', async (_, recipients, code) => {
    const { api } = await registerUser({}, pods[0].url);
    const names = recipients();
    let called = 0;
    const { passed, throttled } = await flood(names.length, ({ url }) =>
      pay(api.at(url), { to: nth(names, called++), amount: 900_000 }).expect(({ status, body }) => {
        if (status !== 429) expect(body).toMatchObject({ code });
      }),
    );
    expect(passed).toBe(LOOK_UPS_PER_MINUTE);
    for (const answer of throttled) expectThrottled(answer, 60);
    expectThrottled(await api.get(`/recipients?q=${freshUsername()}`), 60);
  });

  it('counts refused transfers to one recipient, one after another, and no look-ups beyond them', async () => {
    const [{ api }, other] = [await registerUser({}, pods[0].url), await registerUser({}, pods[0].url)];
    const refused = (): PromiseLike<Response> => pay(api.at(pods[1].url), { to: other.username, amount: 900_000 });
    for (let i = 0; i < LOOK_UPS_PER_MINUTE; i++) expectProblem(await refused(), 422, 'insufficient_funds');
    expectThrottled(await refused(), 60);
  });

  it('lets a user pay more people a minute than may be looked up', async () => {
    const { api } = await registerUser({}, pods[0].url);
    for (const to of customers) succeeded(await pay(api, { to, amount: 1 }), 201);
    succeeded(await api.get(`/recipients?q=${freshUsername()}`), 200);
  });

  it('lets a user send so many payments a minute in bulk, each of them counted', async () => {
    const [{ api }, other] = [await registerUser({}, pods[0].url), await registerUser({}, pods[0].url)];
    const first = transfersOf(await payAll(api, inBulk([...new Array<string>(500)].map(() => other.username)), false));
    expect(first).toHaveLength(500);
    const rest = BULK_PAYMENTS_PER_MINUTE - first.length;
    const names = [...new Array<string>(rest)].map(() => other.username);
    expect(transfersOf(await payAll(api.at(pods[1].url), inBulk(names), true))).toHaveLength(rest);
    expectThrottled(await payAll(api, inBulk([other.username]), true), 60);
    succeeded(await pay(api, { to: other.username, amount: 1 }), 201);
  });

  it('lets nobody list the customers in bulk', async () => {
    const { api } = await registerUser({}, pods[0].url);
    const unknown = Array.from({ length: LOOK_UPS_PER_MINUTE + 1 }, () => freshUsername());
    expectThrottled(await payAll(api, inBulk([...unknown, nth(customers, 0)]), false), 60);
    // Whom it tells to be customers without paying them counts too.
    const prober = await registerUser({}, pods[0].url);
    const told = await payAll(prober.api, inBulk(customers, 900_000), false);
    expect(new Set(codesOf(told))).toEqual(new Set(['insufficient_funds']));
    expectThrottled(await payAll(prober.api, inBulk([nth(customers, 0)]), false), 60);
    expectThrottled(await prober.api.get(`/recipients?q=${freshUsername()}`), 60);
  });

  it('lets a user pay more people in bulk than may be looked up', async () => {
    const { api } = await registerUser({}, pods[0].url);
    transfersOf(await payAll(api, inBulk(customers), true));
    succeeded(await api.get(`/recipients?q=${freshUsername()}`), 200);
  });

  it('lets an address call so often without a session, and other addresses go on', async () => {
    const [address, elsewhere] = [someAddress(), someAddress()];
    const call = (from: string) => (pod: Pod) => new Api(pod.url).post('/login', {}).set('X-Forwarded-For', from);
    const { passed, throttled } = await flood(PUBLIC_PER_MINUTE + 5, call(address));
    expect(passed).toBe(PUBLIC_PER_MINUTE);
    for (const answer of throttled) expectThrottled(answer, 60);
    expect((await call(elsewhere)(pods[0])).status).toBe(400);
  });

  it.each([
    ['a call that needs a session', (pod: Pod) => new Api(pod.url).get('/balance')],
    ['a call in a session that never was', (pod: Pod) => new Api(pod.url, 'A'.repeat(43)).post('/transfer', {})],
    ['an address where nothing is', (pod: Pod) => new Api(pod.url).get('/nowhere')],
    ['the contract', (pod: Pod) => request(pod.url).get('/api/openapi.json')],
    ['the page of the contract', (pod: Pod) => request(pod.url).get('/api/docs')],
  ])('lets an address try %s so often', async (_, call) => {
    const address = someAddress();
    const { passed, throttled } = await flood(PUBLIC_PER_MINUTE + 5, (pod) =>
      call(pod).set('X-Forwarded-For', address),
    );
    expect(passed).toBe(PUBLIC_PER_MINUTE);
    for (const answer of throttled) expectThrottled(answer, 60);
  });

  it('lets an address try what is nowhere so often beside a page too', async () => {
    const webRoot = mkdtempSync(join(tmpdir(), 'bank-page-'));
    writeFileSync(join(webRoot, 'index.html'), '<!doctype html>');
    const pod = await stack.addPod({ WEB_ROOT: webRoot });
    const address = someAddress();
    const { passed, throttled } = await flood(PUBLIC_PER_MINUTE + 5, () =>
      new Api(pod.url).get('/nowhere').set('X-Forwarded-For', address),
    );
    rmSync(webRoot, { recursive: true });
    expect(passed).toBe(PUBLIC_PER_MINUTE);
    for (const answer of throttled) expectThrottled(answer, 60);
  });

  it('does not hold what strangers do at an address against those who are signed in there', async () => {
    const address = someAddress();
    const { api } = await registerUser({}, pods[0].url);
    await flood(PUBLIC_PER_MINUTE + 5, (pod) => new Api(pod.url).get('/me').set('X-Forwarded-For', address));
    succeeded(await api.get('/me').set('X-Forwarded-For', address), 200);
  });

  it('takes all addresses of an IPv6 network for one', async () => {
    const network = `2001:db8:${randomInt(65_536).toString(16)}:${randomInt(65_536).toString(16)}`;
    let host = 0;
    const { passed } = await flood(PUBLIC_PER_MINUTE + 5, (pod) =>
      new Api(pod.url).post('/login', {}).set('X-Forwarded-For', `[${network}::${(++host).toString(16)}]:4711`),
    );
    expect(passed).toBe(PUBLIC_PER_MINUTE);
  });

  it('says what is limited, and for whom', async () => {
    const address = someAddress();
    const { throttled } = await flood(PUBLIC_PER_MINUTE + 1, ({ url }) =>
      new Api(url).get('/me').set('X-Forwarded-For', address),
    );
    expect(nth(throttled, 0).body).toMatchObject({
      detail: expect.stringMatching(
        /^A network may call 60 times a minute without a session\. Try again in \d+ s\.$/,
      ) as string,
    });
  });

  it('lets an address register so many users per hour', async () => {
    const address = someAddress();
    const { passed, throttled } = await flood(REGISTRATIONS_PER_HOUR + 2, ({ url }) =>
      new Api(url)
        .post('/register', { username: freshUsername(), password: freshPassword(), displayName: 'New' })
        .set('X-Forwarded-For', address),
    );
    expect(passed).toBe(REGISTRATIONS_PER_HOUR);
    for (const answer of throttled) {
      expectThrottled(answer, 3600);
      expect(answer.text).toContain('REGISTRATIONS_PER_HOUR');
    }
  });

  it('does not count probes', async () => {
    const { url } = pods[0];
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(`${url}/health/live`)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
  });
});

describe('sockets under RATE_LIMITS=strict', () => {
  const raw: RawSocket[] = [];

  afterEach(() => {
    for (const socket of raw.splice(0)) socket.close();
  });

  async function openFrom(address: string): Promise<RawSocket> {
    const socket = await RawSocket.open(pods[0].url, { 'X-Forwarded-For': address });
    raw.push(socket);
    return socket;
  }

  it('of one address may wait so many at once without saying who they are', async () => {
    const address = someAddress();
    const opened = await Promise.all(Array.from({ length: SOCKETS_WAITING + 20 }, () => openFrom(address)));
    await until(() => opened.filter(({ closed }) => closed).length === 20);
    const elsewhere = await openFrom(someAddress());
    elsewhere.signIn((await registerUser({}, pods[0].url)).sessionId);
    await until(() => elsewhere.has('"ready"'));
  });

  it('are not even asked who they are after too many that nobody knew, from that address', async () => {
    const [address, user] = [someAddress(), await registerUser({}, pods[0].url)];
    for (let i = 0; i < SOCKETS_REFUSED; i++) {
      const socket = await openFrom(address);
      socket.signIn('nobody');
      await until(() => socket.has('unauthenticated'), { intervalMs: 5 });
      socket.close();
    }
    const [late, elsewhere] = [await openFrom(address), await openFrom(someAddress())];
    for (const socket of [late, elsewhere]) socket.signIn(user.sessionId);
    await until(() => late.has('too_many_requests'));
    await until(() => elsewhere.has('"ready"'));
    expect(late.has('"ready"')).toBe(false);
  });
});
