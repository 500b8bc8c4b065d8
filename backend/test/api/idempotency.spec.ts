import { randomUUID } from 'node:crypto';
import type { Response } from 'supertest';
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
import { balanceOf, openAccount, paid, pay, statementOf } from '@banking-demo/testkit/payments';

async function twoUsers(): Promise<[TestUser, TestUser]> {
  return [await registerUser(), await registerUser()];
}

function replayed({ headers }: Response): boolean {
  return headers['idempotency-replayed'] === 'true';
}

describe('a transfer repeated with its key', () => {
  it('is its payer’s own: what others pay at the same moment by the same key is paid too', async () => {
    const payee = await registerUser();
    const payers = await registerUsers(12);
    const key = randomUUID();
    // Those behind the first one share a batch.
    const answers = await Promise.all(payers.map(({ api }) => pay(api, { to: payee.username, amount: 100 }, key)));
    for (const answer of answers) expect(replayed(succeeded(answer, 201))).toBe(false);
    expect(new Set(answers.map((answer) => bodyOf<TransferDto>(answer).id)).size).toBe(payers.length);
    expect(await balanceOf(payee.api)).toBe(WELCOME_GRANT + payers.length * 100);
  });

  it('is made once and answered the same, byte for byte, on any pod', async () => {
    const [{ api }, payee] = await twoUsers();
    const [key, order] = [randomUUID(), { to: payee.username, amount: 2500, memo: 'Lunch "to go", ☕' }];
    const first = succeeded(await pay(api, order, key), 201);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    for (const url of [BASE_URL, BASE_URL2]) {
      const again = succeeded(await pay(api.at(url), order, key), 201);
      expect(replayed(again)).toBe(true);
      expect(again.text).toBe(first.text);
      expect(again.headers['idempotency-key']).toBe(key);
    }
    expect(await balanceOf(api)).toBe(WELCOME_GRANT - 2500);
  });

  it('is answered the same after later transfers', async () => {
    const [{ api }, payee] = await twoUsers();
    const [key, order] = [randomUUID(), { to: payee.username, amount: 60_000 }];
    const first = await pay(api, order, key);
    await paid(api, { to: payee.username, amount: 40_000 });
    const again = succeeded(await pay(api, order, key), 201);
    expect(again.text).toBe(first.text);
  });

  it('is the same with the recipient’s number instead of the alias, and the payer named or not', async () => {
    const [payer, payee] = await twoUsers();
    const key = randomUUID();
    const first = succeeded(await pay(payer.api, { to: payee.username, amount: 1 }, key), 201);
    for (const order of [
      { to: payee.accountNumber, amount: 1 },
      { to: payee.username.toUpperCase(), amount: 1 },
      { to: payee.username, amount: 1, from: payer.accountNumber },
      { to: payee.username, amount: 1, memo: null },
      { to: payee.username, amount: 1, memo: '' },
    ])
      expect((await pay(payer.api, order, key)).text).toBe(first.text);
    expect(await balanceOf(payee.api)).toBe(WELCOME_GRANT + 1);
  });

  it('works with the key that the server made', async () => {
    const [{ api }, payee] = await twoUsers();
    const order = { to: payee.username, amount: 1 };
    const first = succeeded(await pay(api, order), 201);
    const again = succeeded(await pay(api, order, first.headers['idempotency-key']), 201);
    expect(replayed(again)).toBe(true);
    expect(again.text).toBe(first.text);
  });
});

describe('a key used for another request', () => {
  it.each([
    ['another amount', { amount: 2 }],
    ['another memo', { memo: 'Dinner' }],
  ])('is refused with %s, and nothing moves', async (_, changes) => {
    const [{ api }, payee] = await twoUsers();
    const [key, order] = [randomUUID(), { to: payee.username, amount: 1, memo: 'Lunch' }];
    await paid(api, order, key);
    expectProblem(await pay(api.at(BASE_URL2), { ...order, ...changes }, key), 422, 'idempotency_key_reused');
    expect(await balanceOf(payee.api)).toBe(WELCOME_GRANT + 1);
  });

  it('is refused with another recipient', async () => {
    const [{ api }, payee] = await twoUsers();
    const other = await registerUser();
    const key = randomUUID();
    await paid(api, { to: payee.username, amount: 1 }, key);
    expectProblem(await pay(api, { to: other.username, amount: 1 }, key), 422, 'idempotency_key_reused');
    expect(await balanceOf(other.api)).toBe(WELCOME_GRANT);
  });

  it('is refused with another account to pay from, so that a retry cannot pay twice', async () => {
    const [{ api }, payee] = await twoUsers();
    const { number } = await openAccount(api);
    await paid(api, { to: number, amount: 500 });
    const [key, order] = [randomUUID(), { to: payee.username, amount: 100 }];
    await paid(api, order, key);
    expectProblem(await pay(api, { ...order, from: number }, key), 422, 'idempotency_key_reused');
    expect(await balanceOf(api, number)).toBe(500);
  });

  it('leaves the first outcome to be had', async () => {
    const [{ api }, payee] = await twoUsers();
    const [key, order] = [randomUUID(), { to: payee.username, amount: 1 }];
    const first = await pay(api, order, key);
    await pay(api, { ...order, amount: 2 }, key);
    expect((await pay(api, order, key)).text).toBe(first.text);
  });

  it('is another user’s own affair', async () => {
    const [one, other] = await twoUsers();
    const key = randomUUID();
    const sent = await paid(one.api, { to: other.username, amount: 1 }, key);
    const back = await paid(other.api, { to: one.username, amount: 1 }, key);
    expect(back.id).not.toBe(sent.id);
  });
});

describe('a refused transfer', () => {
  it('leaves its key to be used again, for the same request or another', async () => {
    const [payer, payee] = await twoUsers();
    const [key, order] = [randomUUID(), { to: payee.username, amount: WELCOME_GRANT + 1 }];
    expectProblem(await pay(payer.api, order, key), 422, 'insufficient_funds');
    await paid(payee.api, { to: payer.username, amount: 1 });
    const answer = succeeded(await pay(payer.api, order, key), 201);
    expect(replayed(answer)).toBe(false);
    expect(await balanceOf(payer.api)).toBe(0);
  });
});

describe('Idempotency-Key', () => {
  it.each([
    ['a success', 201, { amount: 1 }],
    ['bad input', 400, { amount: 0 }],
    ['an unknown recipient', 404, { to: freshUsername(), amount: 1 }],
    ['a refusal', 422, { amount: WELCOME_GRANT + 1 }],
  ])('is echoed on %s (%i), given or made by the server', async (_, status, order) => {
    const [{ api }, payee] = await twoUsers();
    const key = randomUUID();
    const given = await pay(api, { to: payee.username, ...order }, key);
    expect([given.status, given.headers['idempotency-key']]).toEqual([status, key]);
    const made = await pay(api, { to: payee.username, ...order });
    expect([made.status, made.headers['idempotency-key']]).toEqual([status, expect.stringMatching(/^[!-~]{1,64}$/)]);
  });

  it('is echoed without a session (401), without JSON (415) and beyond the size limit (413)', async () => {
    const { api } = await registerUser();
    const key = randomUUID();
    const call = (caller: typeof api) => caller.post('/transfer').set('Idempotency-Key', key);
    const answers = [
      await call(anonymous).send({ to: 'somebody', amount: 1 }),
      await call(api).type('text/plain').send('amount=1'),
      await call(api).type('json').send('{"to": '),
      await call(api).send({ to: 'x'.repeat(70_000), amount: 1 }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 415, 400, 413]);
    for (const { headers } of answers) expect(headers['idempotency-key']).toBe(key);
  });

  it.each([
    ['one character', '!'],
    ['64 characters', 'k'.repeat(64)],
    [
      'every visible character',
      Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
        .join('')
        .slice(30),
    ],
  ])('may be %s', async (_, key) => {
    const [{ api }, payee] = await twoUsers();
    const order = { to: payee.username, amount: 1 };
    await paid(api, order, key);
    expect(replayed(await pay(api, order, key))).toBe(true);
  });

  it.each([
    ['empty', ''],
    ['65 characters', 'k'.repeat(65)],
    ['with a blank in it', 'a b'],
    ['beyond ASCII', 'sch\u00f6n'],
  ])('is refused when %s', async (_, key) => {
    const [{ api }, payee] = await twoUsers();
    expectInvalid(await pay(api, { to: payee.username, amount: 1 }, key), 'Idempotency-Key');
    expect(await balanceOf(api)).toBe(WELCOME_GRANT);
  });

  it('tells keys apart by case', async () => {
    const [{ api }, payee] = await twoUsers();
    const order = { to: payee.username, amount: 1 };
    expect((await paid(api, order, 'key')).id).not.toBe((await paid(api, order, 'KEY')).id);
  });

  it('is nothing that other calls know', async () => {
    const { api } = await registerUser();
    const answer = await api.get('/balance').set('Idempotency-Key', 'key');
    expect(answer.headers).not.toHaveProperty('idempotency-key');
  });
});

describe('one key sent fifty times at once to two pods', () => {
  it('makes one transfer and gives fifty equal answers', async () => {
    const [payer, payee] = await twoUsers();
    const [key, order] = [randomUUID(), { to: payee.username, amount: 1000 }];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => pay(payer.api.at(i % 2 === 0 ? BASE_URL : BASE_URL2), order, key)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter((answer) => !replayed(answer))).toHaveLength(1);
    const statement = await statementOf(payee.api, payee.accountNumber);
    expect(statement.slice(1).map(({ transferId }) => transferId)).toEqual([bodyOf<TransferDto>(nth(answers, 0)).id]);
  });

  it('spends the last money once, and refuses nobody who repeats it', async () => {
    const [payer, payee] = await twoUsers();
    const [key, order] = [randomUUID(), { to: payee.username, amount: WELCOME_GRANT }];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => pay(payer.api.at(i % 2 === 0 ? BASE_URL : BASE_URL2), order, key)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect([await balanceOf(payer.api), await balanceOf(payee.api)]).toEqual([0, 2 * WELCOME_GRANT]);
  });

  it('lets one of two different requests have it', async () => {
    const [payer, payee] = await twoUsers();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        pay(payer.api.at(i % 4 < 2 ? BASE_URL : BASE_URL2), { to: payee.username, amount: 1 + (i % 2) }, key),
      ),
    );
    const done = answers.filter(({ status }) => status === 201);
    expect(done).toHaveLength(25);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expectProblem(answer, 422, 'idempotency_key_reused');
    expect(await balanceOf(payee.api)).toBe(WELCOME_GRANT + bodyOf<TransferDto>(nth(done, 0)).amount);
  });
});
