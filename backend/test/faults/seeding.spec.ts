import type { MeDto } from '../../src/auth/auth.dto';
import type { PersonasDto } from '../../src/demo/demo.dto';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { Api, bodyOf, nth, signIn, succeeded } from '@banking-demo/testkit/bank';
import { expectChained, statementOf } from '@banking-demo/testkit/payments';

const SEED = { DEMO_SEED: 'true', TEST_SUPPORT: 'true' };

let stack: Stack<PrivateServers>;

beforeEach(async () => {
  stack = await Stack.startPrivate({ pods: 0, env: { LOG_LEVEL: 'silent' } });
});

afterEach(() => stack.stop());

/** What each persona's statement has, oldest first, but for times and numbers. */
async function histories(
  url: string,
): Promise<Record<string, { amount: number; memo: string | null; createdAt: string }[]>> {
  const found: Awaited<ReturnType<typeof histories>> = {};
  for (const persona of bodyOf<PersonasDto>(await new Api(url).get('/testing/personas')).items) {
    const { api } = await signIn(persona, url);
    const entries = await statementOf(api, nth(bodyOf<MeDto>(await api.get('/me')).accounts, 0).number);
    expectChained(entries);
    found[persona.username] = entries.map(({ amount, memo, createdAt }) => ({ amount, memo, createdAt }));
  }
  return found;
}

it('finishes what was interrupted, and adds nothing once it is done', async () => {
  // More payments at once than this pod takes: it ends in the middle.
  await expect(stack.addPod({ ...SEED, TRANSFER_QUEUE_MAX: '1' })).rejects.toThrow();
  const { url } = await stack.addPod(SEED);
  const finished = await histories(url);
  const again = await stack.addPod(SEED);
  expect(await histories(again.url)).toEqual(finished);
  for (const entries of Object.values(finished)) {
    const times = entries.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort());
  }
  succeeded(await new Api(url).post('/testing/reset', { confirm: 'reset' }), 204);
  const withoutTimes = (all: typeof finished): unknown =>
    Object.values(all).map((entries) => entries.map(({ amount, memo }) => ({ amount, memo })));
  expect(withoutTimes(await histories(url))).toEqual(withoutTimes(finished));
});

it.each([{ WELCOME_GRANT: '1000' }, { TRANSFER_MAX: '1000' }])('has a history with %p', async (limits) => {
  const { url } = await stack.addPod({ ...SEED, ...limits });
  for (const entries of Object.values(await histories(url))) expect(entries.length).toBeGreaterThan(5);
});
