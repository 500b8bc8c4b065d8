import type { Response } from 'supertest';
import type { MeDto } from '../../src/auth/auth.dto';
import type { PersonasDto } from '../../src/demo/demo.dto';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import {
  Api,
  bodyOf,
  expectInvalid,
  expectProblem,
  type Json,
  nth,
  registerUser,
  signIn,
  succeeded,
} from '@banking-demo/testkit/bank';
import { contract } from '@banking-demo/testkit/contract';
import {
  balanceOf,
  expectChained,
  expectIntegrity,
  openAccount,
  paid,
  pay,
  statementOf,
} from '@banking-demo/testkit/payments';

let stack: Stack<PrivateServers>;
/** One caller per pod. */
let apis: [Api, Api];

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 2, env: { LOG_LEVEL: 'silent', DEMO_SEED: 'true' } });
  apis = [new Api(nth(stack.pods, 0).url), new Api(nth(stack.pods, 1).url)];
});

afterAll(() => stack.stop());

async function reset(api = apis[0]): Promise<Response> {
  return succeeded(await api.post('/testing/reset', { confirm: 'reset' }), 204);
}

async function personas(): Promise<Json<PersonasDto>['items']> {
  return bodyOf<PersonasDto>(await apis[0].get('/testing/personas')).items;
}

/** What each persona owns, newest entries included: the seed, but for times and numbers. */
async function seedOf(): Promise<object[]> {
  const found: object[] = [];
  for (const persona of await personas()) {
    const { api, user } = await signIn(persona, apis[1].baseUrl);
    const { accounts } = bodyOf<MeDto>(await api.get('/me'));
    const entries = await statementOf(api, nth(accounts, 0).number);
    expectChained(entries);
    found.push({
      username: user.username,
      accounts: accounts.map(({ name, balance, seq }) => ({ name, balance, seq })),
      entries: entries.map(({ amount, memo, counterparty }) => ({ amount, memo, with: counterparty.alias })),
    });
  }
  return found;
}

describe('GET /testing/personas', () => {
  it('gives logins that work', async () => {
    const all = await personas();
    expect(all.map(({ username }) => username)).toEqual(['alice', 'bob', 'carol', 'dave', 'merchant']);
    for (const persona of all)
      expect((await signIn(persona, apis[1].baseUrl)).user.displayName).toBe(persona.displayName);
  });

  it('has the login that the contract gives as an example, and that its documentation tries', async () => {
    const { properties } = contract.components.schemas.Login as { properties: Record<string, { example: string }> };
    const { username, password } = properties;
    succeeded(await apis[0].post('/login', { username: username?.example, password: password?.example }), 200);
  });

  it('finds each persona with thirty days of history', async () => {
    for (const persona of await personas()) {
      const { api } = await signIn(persona, apis[0].baseUrl);
      const { accounts, unread } = bodyOf<MeDto>(await api.get('/me'));
      const entries = await statementOf(api, nth(accounts, 0).number);
      expect(entries.length).toBeGreaterThan(5);
      expect(Date.now() - Date.parse(nth(entries, 0).createdAt)).toBeGreaterThan(29 * 86_400_000);
      const times = entries.map(({ createdAt }) => Date.parse(createdAt));
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(Math.max(...times)).toBeLessThanOrEqual(Date.now());
      expect(unread).toBeLessThan(entries.length);
    }
  });
});

describe('POST /testing/reset', () => {
  it('brings the personas back as they were, whatever was done since', async () => {
    await reset();
    const before = await seedOf();
    const { api } = await signIn(nth(await personas(), 0), apis[0].baseUrl);
    await paid(api, { to: 'bob', amount: 1234 });
    await openAccount(api);
    await reset(apis[1]);
    expect(await seedOf()).toEqual(before);
  });

  it('takes less than a second, as measured and told here', async () => {
    const tookMs: number[] = [];
    for (let i = 0; i < 3; i++) {
      const started = performance.now();
      await reset();
      tookMs.push(Math.round(performance.now() - started));
    }
    process.stdout.write(`reset: ${tookMs.join(', ')} ms\n`);
  });

  it('ends all sessions and forgets all other users, on every pod', async () => {
    const user = await registerUser({}, apis[0].baseUrl);
    const alice = await signIn(nth(await personas(), 0), apis[1].baseUrl);
    await reset();
    for (const { baseUrl } of apis) {
      expectProblem(await user.api.at(baseUrl).get('/me'), 401, 'unauthenticated');
      expectProblem(await alice.api.at(baseUrl).get('/me'), 401, 'unauthenticated');
      expectProblem(await new Api(baseUrl).post('/login', user), 400, 'validation_failed');
      const { username, password } = user;
      expectProblem(await new Api(baseUrl).post('/login', { username, password }), 401, 'invalid_credentials');
    }
  });

  it('has dropped on every pod what was remembered of accounts, before it answers', async () => {
    for (const { baseUrl } of apis) {
      const user = await registerUser({ username: 'zoe' }, baseUrl);
      for (const each of apis) await pay(user.api.at(each.baseUrl), { to: 'merchant', amount: 1 });
      for (const each of apis) await signIn(user, each.baseUrl);
      await reset();
      const again = await registerUser({ username: 'zoe' }, baseUrl);
      for (const each of apis) {
        expect((await paid(again.api.at(each.baseUrl), { to: 'alice', amount: 1 })).from.alias).toBe('zoe');
        const { api } = await signIn(nth(await personas(), 1), each.baseUrl);
        expect((await paid(api, { to: 'zoe', amount: 1 })).to.accountNumber).toBe(again.accountNumber);
      }
      await reset();
    }
  });

  it('lifts every lock', async () => {
    const alice = nth(await personas(), 0);
    const wrong = { username: alice.username, password: 'not the password' };
    for (let i = 0; i < 10; i++) expectProblem(await apis[0].post('/login', wrong), 401, 'invalid_credentials');
    expectProblem(await apis[1].post('/login', wrong), 429, 'too_many_requests');
    await reset();
    for (const { baseUrl } of apis) await signIn(alice, baseUrl);
  });

  it('never gives an id or a number to somebody new', async () => {
    const before = await registerUser({}, apis[0].baseUrl);
    const { id } = await paid(before.api, { to: 'alice', amount: 1 });
    await reset();
    const after = await registerUser({ username: before.username }, apis[0].baseUrl);
    expect(after.user.id).not.toBe(before.user.id);
    expectProblem(await after.api.get(`/transfers/${id}`), 404, 'not_found');
  });

  it('can be asked for by many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => nth(apis, i).post('/testing/reset', { confirm: 'reset' })),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204, 204, 204]);
    expect(await seedOf()).toHaveLength(5);
    await expectIntegrity((await registerUser({}, apis[0].baseUrl)).api);
  });

  it('leaves a bank that works and adds up, whatever was under way', async () => {
    for (let round = 0; round < 3; round++) {
      const payers = await Promise.all((await personas()).map((persona) => signIn(persona, nth(apis, round).baseUrl)));
      const traffic = Promise.all(
        Array.from({ length: 200 }, (_, i) =>
          pay(nth(payers, i).api.at(nth(apis, i).baseUrl), { to: nth(['alice', 'merchant'], i), amount: 1 }),
        ),
      );
      await reset(nth(apis, round));
      // What came too late met a bank that did not know it.
      for (const { status } of await traffic) expect([201, 401, 404, 422, 503]).toContain(status);
      const user = await registerUser({}, apis[0].baseUrl);
      for (const { baseUrl } of apis)
        for (const to of ['alice', 'merchant']) await paid(user.api.at(baseUrl), { to, amount: 1 });
      await expectIntegrity(user.api);
    }
  });

  it('leaves the proof of the ledger true on every pod', async () => {
    for (const { baseUrl } of apis) await expectIntegrity((await registerUser({}, baseUrl)).api);
    await reset();
    for (const { baseUrl } of apis) await expectIntegrity((await registerUser({}, baseUrl)).api);
  });

  it.each([
    ['nothing', undefined, 'confirm'],
    ['another word', { confirm: 'yes' }, 'confirm'],
    ['true', { confirm: true }, 'confirm'],
    ['an unknown field', { confirm: 'reset', force: true }, 'force'],
  ])('wants to be confirmed, not by %s', async (_, body, field) => {
    const user = await registerUser({}, apis[0].baseUrl);
    const answer = await apis[0].post('/testing/reset', body);
    if (body === undefined) expectProblem(answer, 400, 'validation_failed');
    else expectInvalid(answer, field);
    expect(await balanceOf(user.api)).toBeGreaterThan(0);
  });
});
