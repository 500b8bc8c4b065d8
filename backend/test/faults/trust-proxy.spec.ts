import type { SessionPageDto } from '../../src/sessions/session.dto';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { Api, bodyOf, registerUser, succeeded } from '@banking-demo/testkit/bank';

const CLIENT = '198.51.100.7';
const PRETENDED = '203.0.113.9';

let stack: Stack<PrivateServers>;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 0, env: { LOG_LEVEL: 'silent' } });
});

afterAll(() => stack.stop());

/** The address that a new session was opened from, as a pod sees it that believes what TRUST_PROXY says. */
async function addressSeen(trustProxy: string, forwardedFor: string): Promise<string | undefined> {
  const { url } = await stack.addPod({ TRUST_PROXY: trustProxy });
  const { username, password } = await registerUser({}, url);
  const login = new Api(url).post('/login', { username, password }).set('X-Forwarded-For', forwardedFor);
  const { sessionId } = bodyOf<{ sessionId: string }>(succeeded(await login, 200));
  const { items } = bodyOf<SessionPageDto>(await new Api(url, sessionId).get('/sessions'));
  return items.find(({ current }) => current)?.address;
}

describe('TRUST_PROXY', () => {
  it.each([
    ['1', 'as many hops, and nothing a client put before them', CLIENT],
    ['2', 'as many hops', PRETENDED],
    ['loopback', 'the addresses given', CLIENT],
    ['false', 'nobody', '127.0.0.1'],
  ])('%s: believes %s', async (trustProxy, _, seen) => {
    expect(await addressSeen(trustProxy, `${PRETENDED}, ${CLIENT}`)).toBe(seen);
  });

  it.each([
    [`${CLIENT}:4711`, CLIENT],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    [`::ffff:${CLIENT}`, CLIENT],
    [`unknown, ${CLIENT}:80`, CLIENT],
    ['unknown', '127.0.0.1'],
  ])('true: makes of %s an address', async (forwardedFor, seen) => {
    expect(await addressSeen('true', forwardedFor)).toBe(seen);
  });
});
