import {
  anonymous,
  type Api,
  bodyOf,
  expectInvalid,
  expectProblem,
  freshUsername,
  type Json,
  registerUser,
  registerUsers,
  succeeded,
} from '@banking-demo/testkit/bank';
import { openAccount, paid } from '@banking-demo/testkit/payments';
import type { RecipientPageDto } from '../../src/transfers/transfer.dto';

async function recipients(api: Api, q?: string): Promise<Json<RecipientPageDto>['items']> {
  const query = q === undefined ? '' : `?q=${encodeURIComponent(q)}`;
  return bodyOf<RecipientPageDto>(succeeded(await api.get(`/recipients${query}`), 200)).items;
}

describe('GET /recipients?q=', () => {
  it('finds an alias in any case, with or without blanks around it', async () => {
    const [{ api }, other] = [await registerUser(), await registerUser()];
    for (const q of [other.username, other.username.toUpperCase(), ` ${other.username} `])
      expect((await recipients(api, q)).map(({ accountNumber }) => accountNumber)).toEqual([other.accountNumber]);
  });

  it('finds an account number, of a further account too', async () => {
    const [{ api }, other] = [await registerUser(), await registerUser()];
    const { number } = await openAccount(other.api);
    expect(await recipients(api, other.accountNumber)).toMatchObject([{ alias: other.username }]);
    expect(await recipients(api, number)).toMatchObject([{ accountNumber: number, alias: null }]);
  });

  it('masks the names of strangers and hides their presence', async () => {
    const { api } = await registerUser();
    const stranger = await registerUser({ displayName: 'Ann Mary Archer' });
    expect(await recipients(api, stranger.username)).toEqual([
      {
        accountNumber: stranger.accountNumber,
        alias: stranger.username,
        holderName: 'A••• M••• A•••',
        online: null,
      },
    ]);
  });

  it('names those one had to do with, on either side', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    await paid(payer.api, { to: payee.username, amount: 1 });
    expect(await recipients(payer.api, payee.username)).toMatchObject([{ holderName: payee.user.displayName }]);
    expect(await recipients(payee.api, payer.username)).toMatchObject([
      { holderName: payer.user.displayName, online: null },
    ]);
  });

  it('tells the presence of those only who have paid one and were paid, from whichever account', async () => {
    const [one, other] = [await registerUser(), await registerUser()];
    const { number } = await openAccount(one.api);
    await paid(one.api, { to: other.username, amount: 2 });
    expect(await recipients(one.api, other.username)).toMatchObject([{ online: null }]);
    await paid(other.api, { to: number, amount: 1 });
    expect(await recipients(one.api, other.username)).toMatchObject([{ online: false }]);
    expect(await recipients(other.api, one.username)).toMatchObject([{ online: false }]);
  });

  it('finds own accounts by their full name', async () => {
    const { api, user } = await registerUser();
    const { number } = await openAccount(api);
    expect(await recipients(api, number)).toMatchObject([{ holderName: user.displayName }]);
  });

  it.each(['part of an alias', 'nobody', 'a wildcard', 'a wrong check digit'])('finds nobody by %s', async (by) => {
    const [{ api }, other] = [await registerUser(), await registerUser()];
    const q = {
      'part of an alias': other.username.slice(0, -1),
      nobody: freshUsername(),
      'a wildcard': `${other.username.slice(0, -1)}_`,
      'a wrong check digit': other.accountNumber.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)),
    }[by];
    expect(await recipients(api, q)).toEqual([]);
  });

  it('does not find the bank’s treasury', async () => {
    const { api, accountNumber } = await registerUser();
    const entries = await api.get(`/accounts/${accountNumber}/entries`);
    const { items } = entries.body as { items: { counterparty: { accountNumber: string } }[] };
    expect(await recipients(api, items[0]?.counterparty.accountNumber)).toEqual([]);
  });

  it.each([
    ['q=', 'q'],
    [`q=${'a'.repeat(33)}`, 'q'],
    ['q=%00', 'q'],
    ['q=a&q=b', 'q'],
    ['q[]=a', 'q[]'],
    ['limit=10', 'limit'],
  ])('refuses ?%s', async (query, field) => {
    const { api } = await registerUser();
    expectInvalid(await api.get(`/recipients?${query}`), field);
  });
});

describe('GET /recipients', () => {
  it('lists recent counterparties, latest first, each once and unmasked', async () => {
    const [user, first, second] = [await registerUser(), await registerUser(), await registerUser()];
    await paid(user.api, { to: first.username, amount: 1 });
    await paid(second.api, { to: user.username, amount: 1 });
    await paid(user.api, { to: first.username, amount: 1 });
    expect(await recipients(user.api)).toEqual(
      [first, second].map(({ accountNumber, username, user: { displayName } }) => ({
        accountNumber,
        alias: username,
        holderName: displayName,
        online: null,
      })),
    );
  });

  it('lists neither the treasury nor own accounts', async () => {
    const { api } = await registerUser();
    const { number } = await openAccount(api);
    await paid(api, { to: number, amount: 1 });
    expect(await recipients(api)).toEqual([]);
  });

  it('lists ten at most', async () => {
    const [{ api }, others] = [await registerUser(), await registerUsers(11)];
    for (const { username } of others) await paid(api, { to: username, amount: 1 });
    const listed = (await recipients(api)).map(({ alias }) => alias);
    expect(listed).toEqual(
      others
        .map(({ username }) => username)
        .reverse()
        .slice(0, 10),
    );
  });

  it('wants a session', async () => {
    expectProblem(await anonymous.get('/recipients'), 401, 'unauthenticated');
    expectProblem(await anonymous.get('/recipients?q=alice'), 401, 'unauthenticated');
  });
});
