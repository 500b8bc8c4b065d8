import { randomUUID } from 'node:crypto';
import type { TransferDto } from '../../src/transfers/transfer.dto';
import {
  anonymous,
  BASE_URL,
  BASE_URL2,
  bodyOf,
  expectInvalid,
  expectProblem,
  freshUsername,
  nth,
  registerUser,
  registerUsers,
  succeeded,
  type TestUser,
  WELCOME_GRANT,
} from '@banking-demo/testkit/bank';
import {
  balanceOf,
  type BulkPayment,
  codesOf,
  expectChained,
  expectIntegrity,
  openAccount,
  paid,
  pay,
  payAll,
  resultsOf,
  statementOf,
  transfersOf,
} from '@banking-demo/testkit/payments';
import { closeSockets, openSocket } from '@banking-demo/testkit/sockets';

const TRANSFER_MAX = 10_000_000;

/** A payment with a key that nobody has used. */
function payment(to: string, amount: number, more: Partial<BulkPayment> = {}): BulkPayment {
  return { key: randomUUID(), to, amount, ...more };
}

async function twoUsers(): Promise<[TestUser, TestUser]> {
  return [await registerUser(), await registerUser()];
}

afterEach(closeSockets);

describe.each([
  ['each by itself', false],
  ['all or none', true],
])('POST /transfers/bulk, %s', (_, atomic) => {
  it('makes every payment, in their order, as POST /transfer does', async () => {
    const [payer, ...payees] = await registerUsers(4);
    if (!payer) throw new Error('Nobody pays');
    const payments = payees.map(({ username }, i) => payment(username, 100 * (i + 1), { memo: `Salary ${String(i)}` }));
    const made = transfersOf(await payAll(payer.api, payments, atomic));
    expect(made.map(({ to, amount, memo, seq }) => [to.alias, amount, memo, seq])).toEqual(
      payments.map(({ to, amount, memo }, i) => [to, amount, memo, i + 2]),
    );
    for (const each of made) expect(bodyOf<TransferDto>(await payer.api.get(`/transfers/${each.id}`))).toEqual(each);
    const [first] = payments;
    const again = succeeded(
      await pay(payer.api, { to: first?.to ?? '', amount: 100, memo: 'Salary 0' }, first?.key),
      201,
    );
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(bodyOf<TransferDto>(again)).toEqual(made[0]);
  });

  it('answers the same again, on any pod, and pays once', async () => {
    const [payer, payee] = await twoUsers();
    const payments = [1, 2, 3].map((amount) => payment(payee.username, amount));
    const first = await payAll(payer.api, payments, atomic);
    expect(transfersOf(first)).toHaveLength(3);
    for (const url of [BASE_URL, BASE_URL2])
      expect((await payAll(payer.api.at(url), payments, atomic)).text).toBe(first.text);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 6);
  });

  it('pays once when the same arrives on two pods at the same moment', async () => {
    const [payer, payee] = await twoUsers();
    const payments = Array.from({ length: 60 }, () => payment(payee.username, 7));
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_each, i) => payAll(payer.api.at(nth([BASE_URL, BASE_URL2], i)), payments, atomic)),
    );
    for (const answer of answers) expect(transfersOf(answer)).toHaveLength(60);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 60 * 7);
    for (const { api, accountNumber } of [payer, payee]) expectChained(await statementOf(api, accountNumber));
    await expectIntegrity(payer.api);
  });

  it('lets money go round within one request', async () => {
    const [payer, payee] = await twoUsers();
    const [a, b] = [await openAccount(payer.api), await openAccount(payer.api)];
    const payments = [
      payment(a.number, WELCOME_GRANT),
      payment(b.number, WELCOME_GRANT, { from: a.number }),
      payment(payer.accountNumber, WELCOME_GRANT - 1, { from: b.number }),
      payment(payee.username, WELCOME_GRANT - 1),
    ];
    expect(transfersOf(await payAll(payer.api, payments, atomic)).map(({ balanceAfter }) => balanceAfter)).toEqual([
      ...[0, 0, 1],
      0,
    ]);
    expect(await balanceOf(payer.api, b.number)).toBe(1);
  });

  it('takes 500 payments with the longest memos and keys', async () => {
    const [payer, payee] = await twoUsers();
    const payments = Array.from({ length: 500 }, (_each, i) =>
      payment(payee.accountNumber, 1, {
        key: `${'k'.repeat(61)}${String(i).padStart(3, '0')}`,
        memo: '\u{1f989}'.repeat(140),
      }),
    );
    expect(transfersOf(await payAll(payer.api, payments, atomic))).toHaveLength(500);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 500);
    const entries = await statementOf(payee.api, payee.accountNumber);
    expect(entries).toHaveLength(501);
    expectChained(entries);
    await expectIntegrity(payer.api);
  });

  it('tells payer and receiver, at once and in their inboxes', async () => {
    const [payer, payee] = await twoUsers();
    const sockets = [await openSocket(payer), await openSocket(payee, BASE_URL2)];
    const [made] = transfersOf(await payAll(payer.api, [payment(payee.username, 5)], atomic));
    for (const socket of sockets) expect((await socket.transfer(made?.id ?? '')).data).toMatchObject({ memo: null });
    expect(bodyOf<{ unread: number }>(await payee.api.get('/notifications')).unread).toBe(2);
  });

  it('refuses the whole of what is no such request, and posts nothing', async () => {
    const [payer, payee] = await twoUsers();
    const good = payment(payee.username, 1);
    const refused: [object[], ...string[]][] = [
      [[], 'payments'],
      [[good, []], 'payments'],
      [[[good]], 'payments'],
      [Array.from({ length: 501 }, () => payment(payee.username, 1)), 'payments'],
      [[good, { ...payment(payee.username, 1), key: good.key }], 'payments.1.key'],
      [[good, payment(payee.username, 0)], 'payments.1.amount'],
      [[good, payment('x', 1), payment(payee.username, 1, { key: 'ü' })], 'payments.1.to', 'payments.2.key'],
      [[good, { to: payee.username, amount: 1 }], 'payments.1.key'],
      [[good, { ...payment(payee.username, 1), currency: 'EUR' }], 'payments.1.currency'],
      [Array.from({ length: 5001 }, () => ({})), 'body'],
    ];
    for (const [payments, ...fields] of refused)
      expectInvalid(await payer.api.post('/transfers/bulk', { payments, atomic }), ...fields);
    expectInvalid(await payer.api.post('/transfers/bulk', { payments: [good] }), 'atomic');
    expectProblem(await anonymous.post('/transfers/bulk', { payments: [good], atomic }), 401, 'unauthenticated');
    const huge = { payments: [payment(payee.username, 1, { memo: 'm'.repeat(2 ** 20) })], atomic };
    expectProblem(await payer.api.post('/transfers/bulk', huge), 413, 'payload_too_large');
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT);
  });
});

/** One payment of each kind that is refused, between two that are not. */
async function mixed(payer: TestUser, payee: TestUser) {
  const used = randomUUID();
  await paid(payer.api, { to: payee.username, amount: 1 }, used);
  const payments = [
    payment(payee.username, 10),
    payment(freshUsername(), 1),
    payment(payee.username, WELCOME_GRANT),
    payment(payer.username, 1),
    payment(payee.username, 1, { from: payee.accountNumber }),
    payment(payee.username, TRANSFER_MAX + 1),
    payment(payee.username, 2, { key: used }),
    payment(payee.username, 20),
  ];
  const codes = [
    'recipient_not_found',
    'insufficient_funds',
    'same_account',
    'not_found',
    'limit_exceeded',
    'idempotency_key_reused',
  ];
  return { payments, codes };
}

describe('payments each by itself', () => {
  it('are made or refused one after the other', async () => {
    const [payer, payee] = await twoUsers();
    const { payments, codes } = await mixed(payer, payee);
    const answer = await payAll(payer.api, payments, false);
    expect(codesOf(answer)).toEqual(['transfer', ...codes, 'transfer']);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 31);
    expect(resultsOf(answer)[1]).toMatchObject({ status: 404, instance: '/api/transfers/bulk' });
    // A refusal is not remembered: what has become possible is made, and the rest is answered as before.
    await paid(payee.api, { to: payer.username, amount: WELCOME_GRANT });
    const again = await payAll(payer.api, payments, false);
    expect(codesOf(again)).toEqual(['transfer', nth(codes, 0), 'transfer', ...codes.slice(2), 'transfer']);
    expect(resultsOf(again)[0]).toEqual(resultsOf(answer)[0]);
  });
});

describe('payments all or none', () => {
  it('leave nothing when the ledger refuses one, and say which', async () => {
    const [payer, payee] = await twoUsers();
    const payments = [
      payment(payee.username, WELCOME_GRANT - 1),
      payment(payee.username, 2),
      payment(payee.username, 1),
      payment(payer.username, 1),
    ];
    const answer = await payAll(payer.api, payments, true);
    expect(codesOf(answer)).toEqual(['not_posted', 'insufficient_funds', 'not_posted', 'same_account']);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT);
    expect(await statementOf(payee.api, payee.accountNumber)).toHaveLength(1);
    expect(bodyOf<{ unread: number }>(await payee.api.get('/notifications')).unread).toBe(1);
    // The keys are free.
    expect(codesOf(await payAll(payer.api, payments.slice(0, 1), true))).toEqual(['transfer']);
  });

  it('leave nothing when one cannot even be asked for', async () => {
    const [payer, payee] = await twoUsers();
    const { payments, codes } = await mixed(payer, payee);
    const answer = await payAll(payer.api, payments, true);
    const found = codesOf(answer);
    expect([found[0], found[1], found[4], found[5], found.at(-1)]).toEqual([
      ...['not_posted', nth(codes, 0), nth(codes, 3), nth(codes, 4)],
      'not_posted',
    ]);
    expect(found).not.toContain('transfer');
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 1);
  });

  it('stand or fall as one while others pay at the same time', async () => {
    const [payer, payee] = await twoUsers();
    const share = WELCOME_GRANT / 5;
    const requests = Array.from({ length: 8 }, () => [payment(payee.username, share), payment(payee.username, share)]);
    const answers = await Promise.all(
      requests.map((payments, i) => payAll(payer.api.at(nth([BASE_URL, BASE_URL2], i)), payments, true)),
    );
    const made = answers.filter((answer) => codesOf(answer).every((code) => code === 'transfer'));
    expect(made).toHaveLength(2);
    for (const answer of answers) expect(new Set(codesOf(answer).map((code) => code === 'transfer')).size).toBe(1);
    expect(await balanceOf(payer.api)).toBe(share);
    await expectIntegrity(payer.api);
  });
});
