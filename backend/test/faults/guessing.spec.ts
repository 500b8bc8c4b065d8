import { readFileSync } from 'node:fs';
import type { Response } from 'supertest';
import type { NotificationPageDto } from '../../src/notifications/notification.dto';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import {
  Api,
  bodyOf,
  expectProblem,
  freshPassword,
  freshUsername,
  nth,
  registerUser,
  succeeded,
  type TestUser,
} from '@banking-demo/testkit/bank';
import { until } from '@banking-demo/testkit/until';

const FAILURES_OF_A_NETWORK = 10;
const FAILURES_OF_A_NAME = 100;
const OWNERS_NETWORK = '198.51.100.7';
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';

let stack: Stack<PrivateServers>;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 2, env: { LOG_LEVEL: 'info', TRUST_PROXY: '1' } });
});

afterAll(() => stack.stop());

function logIn(username: string, password: string, address: string, pod = 0): Promise<Response> {
  return new Api(nth(stack.pods, pod).url)
    .post('/login', { username, password })
    .set('X-Forwarded-For', address)
    .set('User-Agent', AGENT);
}

async function guess(
  { username }: Pick<TestUser, 'username'>,
  times: number,
  address: (i: number) => string,
): Promise<void> {
  for (let i = 0; i < times; i++)
    expectProblem(await logIn(username, 'not the password', address(i), i), 401, 'invalid_credentials');
}

function register(): Promise<TestUser> {
  return registerUser({}, nth(stack.pods, 0).url);
}

describe('wrong passwords', () => {
  it.each([
    ['an IPv4 address', () => '203.0.113.1'],
    ['an IPv6 network', (i: number) => `2001:db8:0:1::${i.toString(16)}`],
  ])('lock out the network they come from, %s, and not the owner', async (_, address) => {
    const user = await register();
    await guess(user, FAILURES_OF_A_NETWORK, address);
    const locked = await logIn(user.username, user.password, address(99));
    expectProblem(locked, 429, 'too_many_requests');
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(800);
    succeeded(await logIn(user.username, user.password, OWNERS_NETWORK), 200);
    expectProblem(await logIn(user.username, user.password, address(98)), 429, 'too_many_requests');
  });

  it('from many networks slow a name down, but for networks that its owner is signed in from', async () => {
    const user = await register();
    succeeded(await logIn(user.username, user.password, OWNERS_NETWORK), 200);
    await guess(user, FAILURES_OF_A_NAME, (i) => `203.0.113.${String(i + 100)}`);
    const turns = [
      await logIn(user.username, 'not it', '192.0.2.1'),
      await logIn(user.username, 'not it', '192.0.2.2'),
    ];
    expectProblem(nth(turns, 0), 401, 'invalid_credentials');
    expectProblem(nth(turns, 1), 429, 'too_many_requests');
    expect(Number(nth(turns, 1).headers['retry-after'])).toBeLessThanOrEqual(10);
    for (let i = 0; i < 2; i++) succeeded(await logIn(user.username, user.password, OWNERS_NETWORK, i), 200);
  });

  it('are told to the owner from the third on, once', async () => {
    const user = await register();
    const told = async (): Promise<unknown[]> =>
      bodyOf<NotificationPageDto>(await user.api.get('/notifications')).items.filter(
        ({ kind }) => kind === 'login.refused',
      );
    await guess(user, 2, () => '203.0.113.3');
    expect(await told()).toEqual([]);
    await guess(user, 3, () => '203.0.113.3');
    expect(await told()).toEqual([
      expect.objectContaining({ readAt: null, data: { device: 'Chrome on Windows', address: '203.0.113.3' } }),
    ]);
  });

  it('in the own password change have a count of their own', async () => {
    const user = await register();
    await guess(user, FAILURES_OF_A_NETWORK, () => '203.0.113.2');
    const change = (currentPassword: string): Promise<Response> =>
      user.api
        .post('/password', { currentPassword, newPassword: freshPassword() })
        .set('X-Forwarded-For', '203.0.113.2');
    for (let i = 0; i < FAILURES_OF_A_NETWORK; i++)
      expectProblem(await change('not the password'), 401, 'invalid_credentials');
    expectProblem(await change(user.password), 429, 'too_many_requests');
    succeeded(await logIn(user.username, user.password, OWNERS_NETWORK), 200);
  });
});

describe('the audit trail', () => {
  type Line = Record<string, unknown>;

  /** What the pods have written so far of one user; or of one network. */
  function trail(field: 'userId' | 'network', value: string): Line[] {
    return stack.pods
      .flatMap(({ logFile }) => readFileSync(logFile, 'utf8').split('\n'))
      .filter((line) => line.includes('"audit"'))
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line[field] === value)
      .sort((a, b) => String(a.time).localeCompare(String(b.time)));
  }

  it('has a line for whatever was done to get in, from where, and without a secret', async () => {
    const address = '198.51.100.50';
    const [password, newPassword, guessed] = [freshPassword(), freshPassword(), freshPassword()];
    const username = freshUsername();
    const api = new Api(nth(stack.pods, 0).url);
    const send = (caller: Api, path: string, body?: object): Promise<Response> =>
      caller.post(path, body).set('X-Forwarded-For', address).set('User-Agent', AGENT);
    const registered = await send(api, '/register', { username, password, displayName: 'Audited One' });
    const { sessionId, user } = registered.body as { sessionId: string; user: { id: string } };
    expectProblem(await send(api, '/register', { username, password, displayName: 'Twice' }), 409, 'username_taken');
    for (let i = 0; i < FAILURES_OF_A_NETWORK + 1; i++) await logIn(username, guessed, '203.0.113.77');
    await logIn(username, password, address);
    await send(api.as(sessionId), '/password', { currentPassword: guessed, newPassword });
    const changed = await send(api.as(sessionId), '/password', { currentPassword: password, newPassword });
    const { sessionId: renewed } = changed.body as { sessionId: string };
    await send(api.as(renewed), '/logout');

    const told = (): string[] => trail('userId', user.id).map(({ audit }) => String(audit));
    await until(() => Promise.resolve(told().filter((audit) => audit === 'session.ended').length >= 3));
    expect(told().filter((audit) => audit !== 'session.ended')).toEqual([
      'registration.done',
      ...Array.from({ length: FAILURES_OF_A_NETWORK }, () => 'login.refused'),
      'login.locked',
      'login.done',
      'password.refused',
      'password.changed',
    ]);
    const lines = trail('userId', user.id);
    expect(lines[1]).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      pod: nth(stack.pods, 0).name,
      context: 'Audit',
      audit: 'login.refused',
      userId: user.id,
      address: '203.0.113.77',
      network: '203.0.113.77',
      device: 'Chrome on Windows',
      reason: 'invalid_credentials',
    });
    expect(lines.find(({ audit }) => audit === 'session.ended')).toMatchObject({
      level: 'info',
      session: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      reason: 'password-changed',
    });
    expect(trail('network', address).map(({ audit }) => audit)).toContain('registration.refused');
    const everything = stack.pods.map(({ logFile }) => readFileSync(logFile, 'utf8')).join('');
    for (const secret of [password, newPassword, guessed, sessionId, renewed]) expect(everything).not.toContain(secret);
  });

  it('does not repeat a name that nobody has: it may be a password', async () => {
    const slip = freshUsername();
    expectProblem(await logIn(slip, 'whatever it was', '203.0.113.88'), 401, 'invalid_credentials');
    await until(() => Promise.resolve(trail('network', '203.0.113.88').length > 0));
    expect(trail('network', '203.0.113.88')).toEqual([
      expect.objectContaining({ audit: 'login.refused', userId: null }),
    ]);
    for (const { logFile } of stack.pods) expect(readFileSync(logFile, 'utf8')).not.toContain(slip);
  });

  it('is counted too', async () => {
    const { url } = nth(stack.pods, 0);
    const logins = async (): Promise<Record<string, number>> => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const found = text.matchAll(/^bank_logins_total\{outcome="(\w+)"\} (\d+)$/gm);
      return Object.fromEntries([...found].map(([, outcome = '', count]) => [outcome, Number(count)]));
    };
    const before = await logins();
    expect(Object.keys(before).sort()).toEqual(['done', 'locked', 'refused']);
    const user = await register();
    for (let i = 0; i < FAILURES_OF_A_NETWORK + 1; i++) await logIn(user.username, 'not it', '203.0.113.99');
    await logIn(user.username, user.password, OWNERS_NETWORK);
    const after = await logins();
    const rise = (outcome: string): number => (after[outcome] ?? 0) - (before[outcome] ?? 0);
    expect([rise('refused'), rise('locked'), rise('done')]).toEqual([FAILURES_OF_A_NETWORK, 1, 1]);
  });
});
