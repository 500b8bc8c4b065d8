import {
  bodyOf,
  expectProblem,
  nth,
  registerUser,
  succeeded,
  type TestUser,
  WELCOME_GRANT,
} from '@banking-demo/testkit/bank';
import { type Account, balanceOf, paid, pay } from '@banking-demo/testkit/payments';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import type { AccountDto } from '../../src/accounts/account.dto';
import type { LedgerIntegrityDto } from '../../src/ledger/integrity/integrity.dto';

let stack: Stack<PrivateServers>;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'silent', CURRENCIES: 'EUR,USD' } });
});

afterAll(() => stack.stop());

async function open({ api }: TestUser, currency: string): Promise<Account> {
  return bodyOf<AccountDto>(succeeded(await api.post('/accounts', { name: `My ${currency}`, currency }), 201));
}

function newUser(): Promise<TestUser> {
  return registerUser({}, nth(stack.pods, 0).url);
}

describe('a bank of two currencies', () => {
  it('opens primary accounts in the first, and further ones in either', async () => {
    const user = await newUser();
    expect((await open(user, 'USD')).currency).toBe('USD');
    expect((await open(user, 'EUR')).currency).toBe('EUR');
    const primary = bodyOf<AccountDto>(await user.api.get(`/accounts/${user.accountNumber}`));
    expect(primary.currency).toBe('EUR');
  });

  it('moves no money from one into the other', async () => {
    const user = await newUser();
    const { number } = await open(user, 'USD');
    expectProblem(await pay(user.api, { to: number, amount: 1 }), 422, 'currency_mismatch');
    expectProblem(await pay(user.api, { from: number, to: user.username, amount: 1 }), 422, 'currency_mismatch');
    expect([await balanceOf(user.api), await balanceOf(user.api, number)]).toEqual([WELCOME_GRANT, 0]);
  });

  it('moves it within each', async () => {
    const user = await newUser();
    const { number } = await open(user, 'EUR');
    expect((await paid(user.api, { to: number, amount: 5 })).currency).toBe('EUR');
  });

  it('proves that each sums to zero', async () => {
    const user = await newUser();
    await open(user, 'USD');
    const { holds, currencies } = bodyOf<LedgerIntegrityDto>(await user.api.get('/ledger/integrity'));
    expect(holds).toBe(true);
    expect(currencies.map(({ currency, sumOfBalances }) => [currency, sumOfBalances])).toEqual(
      expect.arrayContaining([['EUR', 0]]),
    );
  });
});
