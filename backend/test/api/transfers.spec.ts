import type { EntryPageDto } from '../../src/accounts/entry.dto';
import type { TransferDto } from '../../src/transfers/transfer.dto';
import {
  anonymous,
  BASE_URL2,
  bodyOf,
  expectInvalid,
  expectProblem,
  freshUsername,
  registerUser,
  succeeded,
  type TestUser,
  WELCOME_GRANT,
} from '@banking-demo/testkit/bank';
import { balanceOf, openAccount, paid, pay, statementOf } from '@banking-demo/testkit/payments';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TRANSFER_MAX = 10_000_000;

async function twoUsers(): Promise<[TestUser, TestUser]> {
  return [await registerUser(), await registerUser()];
}

function party({ accountNumber, user }: TestUser): object {
  return { accountNumber, alias: user.username, holderName: user.displayName };
}

describe('POST /transfer', () => {
  it('moves money and tells the payer’s side of it', async () => {
    const [payer, payee] = await twoUsers();
    const before = Date.now();
    const transfer = await paid(payer.api, { to: payee.username, amount: 2500, memo: 'Lunch' });
    expect(transfer).toEqual({
      id: expect.stringMatching(UUID_V7) as string,
      kind: 'payment',
      direction: 'out',
      amount: 2500,
      currency: expect.stringMatching(/^[A-Z]{3}$/) as string,
      memo: 'Lunch',
      createdAt: expect.any(String) as string,
      from: party(payer),
      to: party(payee),
      accountNumber: payer.accountNumber,
      seq: 2,
      balanceAfter: WELCOME_GRANT - 2500,
    });
    expect(Math.abs(Date.parse(transfer.createdAt) - before)).toBeLessThan(60_000);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 2500);
    expect(await balanceOf(payee.api)).toBe(WELCOME_GRANT + 2500);
  });

  it('finds the recipient by alias in any case, and by account number', async () => {
    const [payer, payee] = await twoUsers();
    for (const to of [payee.username, payee.username.toUpperCase(), payee.accountNumber])
      expect((await paid(payer.api, { to, amount: 1 })).to).toEqual(party(payee));
  });

  it('pays somebody who registered on another pod a moment ago', async () => {
    const payer = await registerUser();
    const to = freshUsername();
    expectProblem(await pay(payer.api, { to, amount: 1 }), 404, 'recipient_not_found');
    await registerUser({ username: to }, BASE_URL2);
    await paid(payer.api, { to, amount: 1 });
  });

  it('pays from another own account when told', async () => {
    const [payer, payee] = await twoUsers();
    const savings = await openAccount(payer.api);
    await paid(payer.api, { to: savings.number, amount: 900 });
    const transfer = await paid(payer.api, { from: savings.number, to: payee.username, amount: 600 });
    expect(transfer).toMatchObject({ accountNumber: savings.number, seq: 2, balanceAfter: 300 });
    expect(transfer.from).toEqual({
      accountNumber: savings.number,
      alias: null,
      holderName: payer.user.displayName,
    });
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 900);
  });

  it('moves money between own accounts, there and back', async () => {
    const { api, accountNumber } = await registerUser();
    const { number } = await openAccount(api);
    await paid(api, { to: number, amount: WELCOME_GRANT });
    await paid(api, { from: number, to: accountNumber, amount: 1 });
    expect([await balanceOf(api), await balanceOf(api, number)]).toEqual([1, WELCOME_GRANT - 1]);
  });

  it('takes the last cent, and not one more', async () => {
    const [payer, payee] = await twoUsers();
    expect((await paid(payer.api, { to: payee.username, amount: WELCOME_GRANT })).balanceAfter).toBe(0);
    expectProblem(await pay(payer.api, { to: payee.username, amount: 1 }), 422, 'insufficient_funds');
  });

  it('takes no notice of the money on other accounts of the payer', async () => {
    const { api, accountNumber } = await registerUser();
    const { number } = await openAccount(api);
    expectProblem(await pay(api, { from: number, to: accountNumber, amount: 1 }), 422, 'insufficient_funds');
  });

  it.each([
    ['absent', {}, null],
    ['null', { memo: null }, null],
    ['empty', { memo: '' }, null],
    ['140 characters', { memo: 'm'.repeat(140) }, 'm'.repeat(140)],
    ['140 owls', { memo: '\u{1f989}'.repeat(140) }, '\u{1f989}'.repeat(140)],
    ['right-to-left', { memo: 'שלום, 你好' }, 'שלום, 你好'],
    [
      'a family of emoji',
      { memo: '\u{1f469}\u200d\u{1f469}\u200d\u{1f467} \u2764\ufe0f' },
      '\u{1f469}\u200d\u{1f469}\u200d\u{1f467} \u2764\ufe0f',
    ],
    ['markup', { memo: '<b onclick="x">&amp;</b>' }, '<b onclick="x">&amp;</b>'],
  ])('keeps a memo that is %s', async (_, given, kept) => {
    const [payer, payee] = await twoUsers();
    expect((await paid(payer.api, { to: payee.username, amount: 1, ...given })).memo).toBe(kept);
    expect((await statementOf(payee.api, payee.accountNumber)).at(-1)?.memo).toBe(kept);
  });

  it('posts nothing when it refuses', async () => {
    const [payer, payee] = await twoUsers();
    const refusals = [
      await pay(payer.api, { to: payee.username, amount: WELCOME_GRANT + 1 }),
      await pay(payer.api, { to: payer.username, amount: 1 }),
      await pay(payer.api, { to: freshUsername(), amount: 1 }),
      await pay(payer.api, { to: payee.username, amount: 0 }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([422, 422, 404, 400]);
    for (const { api, accountNumber } of [payer, payee]) expect(await statementOf(api, accountNumber)).toHaveLength(1);
  });

  it('refuses to pay an account from itself, by whatever name', async () => {
    const { api, username, accountNumber } = await registerUser();
    for (const order of [
      { to: username, amount: 1 },
      { to: accountNumber, amount: 1 },
      { from: accountNumber, to: username, amount: 1 },
    ])
      expectProblem(await pay(api, order), 422, 'same_account');
  });

  it('refuses more than a single transfer may move', async () => {
    const [payer, payee] = await twoUsers();
    for (const amount of [TRANSFER_MAX + 1, Number.MAX_SAFE_INTEGER])
      expectProblem(await pay(payer.api, { to: payee.username, amount }), 422, 'limit_exceeded');
    expectProblem(await pay(payer.api, { to: payee.username, amount: TRANSFER_MAX }), 422, 'insufficient_funds');
  });

  it('knows no recipient that is nobody, nor the bank’s own treasury', async () => {
    const { api, accountNumber } = await registerUser();
    const grant = bodyOf<EntryPageDto>(await api.get(`/accounts/${accountNumber}/entries`)).items[0];
    const treasury = grant?.counterparty.accountNumber ?? '';
    expect(treasury).toMatch(/^[0-9]{10}$/);
    for (const to of [freshUsername(), '1000000008', '1000000009', treasury])
      expectProblem(await pay(api, { to, amount: 1 }), 404, 'recipient_not_found');
  });

  it('pays from nobody else’s account, and tells nothing of it', async () => {
    const [user, stranger] = await twoUsers();
    for (const from of [stranger.accountNumber, '1000000008'])
      expectProblem(await pay(user.api, { from, to: user.username, amount: 1 }), 404, 'not_found');
    expect(await balanceOf(stranger.api)).toBe(WELCOME_GRANT);
  });

  it.each([
    ['an amount of 0', { amount: 0 }, 'amount'],
    ['a negative amount', { amount: -1 }, 'amount'],
    ['a fraction of a cent', { amount: 0.5 }, 'amount'],
    ['an amount of 2^53', { amount: 2 ** 53 }, 'amount'],
    ['an amount as text', { amount: '100' }, 'amount'],
    ['an amount as a list', { amount: [100] }, 'amount'],
    ['no amount', { amount: undefined }, 'amount'],
    ['a recipient of two letters', { to: 'ab' }, 'to'],
    ['a recipient of 33 characters', { to: 'a'.repeat(33) }, 'to'],
    ['a recipient with a blank', { to: 'al ice' }, 'to'],
    ['a recipient of nine digits', { to: '123456789' }, 'to'],
    ['a recipient as a number', { to: 1000000008 }, 'to'],
    ['a recipient as an object', { to: { alias: 'bob' } }, 'to'],
    ['no recipient', { to: null }, 'to'],
    ['a memo with a zero-width space', { memo: 'Rent\u200b' }, 'memo'],
    ['a memo that turns the line around', { memo: 'Rent \u202e00.9' }, 'memo'],
    ['a memo with ten marks on a letter', { memo: `R${'\u0335'.repeat(10)}ent` }, 'memo'],
    ['a memo of 141 characters', { memo: 'm'.repeat(141) }, 'memo'],
    ['a memo of 80 hearts, which are 160 characters', { memo: '\u2764\ufe0f'.repeat(80) }, 'memo'],
    ['a memo with NUL', { memo: 'Lunch\u0000' }, 'memo'],
    ['a memo with a line break', { memo: 'Lunch\nfor two' }, 'memo'],
    ['a memo with a lone surrogate', { memo: 'Lunch \udc00' }, 'memo'],
    ['a memo as a number', { memo: 7 }, 'memo'],
    ['a payer that is no number', { from: 'alice' }, 'from'],
    ['an unknown field', { currency: 'EUR' }, 'currency'],
  ])('refuses %s', async (_, changes, field) => {
    const { api } = await registerUser();
    expectInvalid(await api.post('/transfer', { to: 'somebody', amount: 1, ...changes }), field);
  });

  it('names every wrong field at once', async () => {
    const { api } = await registerUser();
    expectInvalid(
      await api.post('/transfer', { to: '', amount: 0, memo: '\n', from: '' }),
      'to',
      'amount',
      'memo',
      'from',
    );
  });

  it('wants a session that lives', async () => {
    const user = await registerUser();
    expectProblem(await pay(anonymous, { to: user.username, amount: 1 }), 401, 'unauthenticated');
    await user.api.post('/logout');
    expectProblem(await pay(user.api, { to: user.username, amount: 1 }), 401, 'unauthenticated');
  });
});

describe('GET /transfers/{id}', () => {
  it('tells each side its own account, seq and balance, and nothing of the other’s', async () => {
    const [payer, payee] = await twoUsers();
    await paid(payee.api, { to: payer.username, amount: 10 });
    const transfer = await paid(payer.api, { to: payee.username, amount: 25 });
    expect(bodyOf<TransferDto>(await payer.api.get(`/transfers/${transfer.id}`))).toEqual(transfer);
    expect(bodyOf<TransferDto>(await payee.api.at(BASE_URL2).get(`/transfers/${transfer.id}`))).toEqual({
      ...transfer,
      direction: 'in',
      accountNumber: payee.accountNumber,
      seq: 3,
      balanceAfter: WELCOME_GRANT + 15,
    });
  });

  it('tells a transfer between own accounts from the payer’s side', async () => {
    const { api } = await registerUser();
    const { number } = await openAccount(api);
    const transfer = await paid(api, { to: number, amount: 5 });
    expect(succeeded(await api.get(`/transfers/${transfer.id}`), 200).body).toEqual(transfer);
  });

  it('knows nothing of a transfer between others', async () => {
    const [payer, payee] = await twoUsers();
    const { id } = await paid(payer.api, { to: payee.username, amount: 1 });
    const stranger = await registerUser();
    expectProblem(await stranger.api.get(`/transfers/${id}`), 404, 'not_found');
    expectProblem(await stranger.api.get('/transfers/0198c5a0-0000-7000-8000-000000000000'), 404, 'not_found');
    expectProblem(await anonymous.get(`/transfers/${id}`), 401, 'unauthenticated');
  });

  it.each(['1', 'not-an-id', '0198c5a0-0000-7000-8000-00000000000', '%00', "';--"])(
    'refuses %s as an id',
    async (id) => {
      const { api } = await registerUser();
      expectProblem(
        await api.get(`/transfers/${encodeURIComponent(decodeURIComponent(id))}`),
        400,
        'validation_failed',
      );
    },
  );
});
