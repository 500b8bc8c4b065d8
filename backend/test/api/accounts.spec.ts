import {
  anonymous,
  type Api,
  BASE_URL,
  BASE_URL2,
  bodyOf,
  expectInvalid,
  expectNowhere,
  expectProblem,
  registerUser,
  succeeded,
  WELCOME_GRANT,
} from '@banking-demo/testkit/bank';
import { balanceOf, openAccount, paid } from '@banking-demo/testkit/payments';
import { isAccountNumber } from '../../src/accounts/accounts.types';
import type { AccountDto, AccountPageDto, BalanceDto } from '../../src/accounts/account.dto';

const ACCOUNTS_PER_USER = 10;

async function accountsOf(api: Api): Promise<string[]> {
  return bodyOf<AccountPageDto>(await api.get('/accounts')).items.map(({ number }) => number);
}

describe('GET /balance', () => {
  it('tells what the primary account holds', async () => {
    const { api, accountNumber } = await registerUser();
    const before = Date.now();
    const balance = bodyOf<BalanceDto>(succeeded(await api.get('/balance'), 200));
    expect(balance).toMatchObject({ accountNumber, balance: WELCOME_GRANT, seq: 1 });
    expect(balance.currency).toMatch(/^[A-Z]{3}$/);
    // Clocks of other machines may differ a little.
    expect(Math.abs(Date.parse(balance.asOf) - before)).toBeLessThan(60_000);
  });

  it('follows a transfer at once, on every pod', async () => {
    const [payer, payee] = [await registerUser(), await registerUser({}, BASE_URL2)];
    await paid(payer.api, { to: payee.username, amount: 1234 });
    for (const url of [BASE_URL, BASE_URL2]) {
      expect(await balanceOf(payer.api.at(url))).toBe(WELCOME_GRANT - 1234);
      expect(await balanceOf(payee.api.at(url))).toBe(WELCOME_GRANT + 1234);
    }
  });

  it('tells of another own account by its number', async () => {
    const { api } = await registerUser();
    const { number } = await openAccount(api);
    const balance = bodyOf<BalanceDto>(await api.get(`/balance?account=${number}`));
    expect(balance).toMatchObject({ accountNumber: number, balance: 0, seq: 0 });
  });

  it('knows no account of somebody else, and none that does not exist or has a wrong check digit', async () => {
    const [user, stranger] = [await registerUser(), await registerUser()];
    for (const number of [stranger.accountNumber, '1000000008', '1000000009'])
      expectProblem(await user.api.get(`/balance?account=${number}`), 404, 'not_found');
  });

  it.each(['alice', '100000000', '10000000080', ''])('refuses %p as an account number', async (account) => {
    const { api } = await registerUser();
    expectInvalid(await api.get(`/balance?account=${account}`), 'account');
  });
});

describe('POST /accounts', () => {
  it('opens an empty account with a number of its own and no alias', async () => {
    const { api, accountNumber } = await registerUser();
    const account = bodyOf<AccountDto>(succeeded(await api.post('/accounts', { name: 'Holiday savings' }), 201));
    expect(account).toMatchObject({ name: 'Holiday savings', alias: null, balance: 0, seq: 0 });
    expect(isAccountNumber(account.number)).toBe(true);
    expect(account.number).not.toBe(accountNumber);
    expect(account.currency).toBe(bodyOf<BalanceDto>(await api.get('/balance')).currency);
  });

  it('makes it usable on every pod at once', async () => {
    const { api } = await registerUser();
    const { number } = await openAccount(api);
    await paid(api.at(BASE_URL2), { to: number, amount: 500 });
    expect(await balanceOf(api, number)).toBe(500);
  });

  it('opens ten accounts per user at most, also when many are asked for at once', async () => {
    const { api } = await registerUser();
    const answers = await Promise.all(
      Array.from({ length: 14 }, (_, i) =>
        api.at(i % 2 === 0 ? BASE_URL : BASE_URL2).post('/accounts', { name: `Pot ${String(i)}` }),
      ),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(14 - (ACCOUNTS_PER_USER - 1));
    for (const answer of refused) expectProblem(answer, 422, 'limit_exceeded');
    expect(await accountsOf(api)).toHaveLength(ACCOUNTS_PER_USER);
  });

  it.each([
    ['no name', {}, ['name']],
    ['an empty name', { name: '' }, ['name']],
    ['a name of 81 characters', { name: 'x'.repeat(81) }, ['name']],
    ['a name with a control character', { name: 'Savings\n' }, ['name']],
    ['a name with a lone surrogate', { name: 'Savings \ud83d' }, ['name']],
    ['a name that is a number', { name: 7 }, ['name']],
    ['a currency that is none of the bank', { name: 'Savings', currency: 'XXX' }, ['currency']],
    ['a currency of two letters', { name: 'Savings', currency: 'EU' }, ['currency']],
    ['a currency that is no text', { name: 'Savings', currency: 978 }, ['currency']],
    ['a balance to begin with', { name: 'Savings', balance: 1_000_000 }, ['balance']],
  ])('refuses %s', async (_, body, fields) => {
    const { api } = await registerUser();
    expectInvalid(await api.post('/accounts', body), ...fields);
    expect(await accountsOf(api)).toHaveLength(1);
  });

  it('keeps a name of 80 characters of any script', async () => {
    const { api } = await registerUser();
    const name = '\u{1f437}'.repeat(80);
    expect((await openAccount(api, name)).name).toBe(name);
  });
});

describe('GET /accounts', () => {
  it('lists own accounts with their balances, newest first', async () => {
    const { api, accountNumber, username } = await registerUser();
    const [older, newer] = [await openAccount(api, 'Older'), await openAccount(api, 'Newer')];
    await paid(api, { to: older.number, amount: 700 });
    const { items, next } = bodyOf<AccountPageDto>(succeeded(await api.get('/accounts'), 200));
    expect(items).toEqual([
      newer,
      { ...older, balance: 700, seq: 1 },
      expect.objectContaining({ number: accountNumber, alias: username, balance: WELCOME_GRANT - 700, seq: 2 }),
    ]);
    expect(next).toBeNull();
  });

  it.each([
    ['limit=10', 'limit'],
    ['cursor=1000000008', 'cursor'],
    ['offset=10', 'offset'],
  ])('refuses ?%s', async (query, field) => {
    const { api } = await registerUser();
    expectInvalid(await api.get(`/accounts?${query}`), field);
  });
});

describe('GET /accounts/{number}', () => {
  it('tells of one own account', async () => {
    const { api } = await registerUser();
    const opened = await openAccount(api);
    const answer = succeeded(await api.get(`/accounts/${opened.number}`), 200);
    expect(answer.body).toEqual(opened);
  });

  it('knows nothing of somebody else’s account, by number or alias', async () => {
    const [user, stranger] = [await registerUser(), await registerUser()];
    for (const name of [stranger.accountNumber, stranger.username, user.username, '1000000008', 'x', '0'])
      expectProblem(await user.api.get(`/accounts/${name}`), 404, 'not_found');
  });

  it('wants a session', async () => {
    const { accountNumber } = await registerUser();
    for (const path of ['/accounts', `/accounts/${accountNumber}`, '/balance'])
      expectProblem(await anonymous.get(path), 401, 'unauthenticated');
  });
});

describe('an account number that cannot be one', () => {
  it.each(['%00', '4000000021%00', '%EF%BF%BD', '%F0%9F%92%B8', 'a%27b', '%20', 'x'.repeat(90)])(
    'is no account of anybody: %s',
    async (number) => {
      const { api } = await registerUser();
      for (const path of ['', '/entries', '/balances', '/statement.csv'])
        expectNowhere(await api.get(`/accounts/${number}${path}`), number);
    },
  );
});
