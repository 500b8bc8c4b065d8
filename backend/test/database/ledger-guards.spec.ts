import { newId } from '../../src/platform/database/uuid';
import { payment, TestLedger } from '../support/database';

/** What the database itself refuses, by plain SQL and with the rights of the bank. */
describe('the database refuses', () => {
  let ledger: TestLedger;
  let alice: number;
  let bob: number;

  beforeAll(async () => {
    ledger = await TestLedger.create();
    [alice, bob] = [await ledger.open(1000), await ledger.open(1000)];
  });

  afterAll(() => ledger.drop());

  const TRANSFER = `INSERT INTO transfers (id, kind, from_account_id, from_seq, to_account_id, to_seq, amount, currency,
    initiated_by, idempotency_key, request_hash, created_at) VALUES ($1, 'payment', $2, $3, $4, $5, $6, 'EUR', $1, 'k', '\\x00', now())`;

  /** A whole posting by hand, bent by what the test wants: one statement, as the bank does it. */
  function posting(
    bend: { debit?: number; credit?: number; fromSeq?: number; toBalance?: number; currency?: string } = {},
  ): Promise<unknown> {
    const { debit = -100, credit = 100, fromSeq = 2, toBalance = 1100, currency = 'EUR' } = bend;
    return ledger.sql(
      `WITH t AS (${TRANSFER.replace('EUR', currency)}), e AS (
         INSERT INTO entries (account_id, seq, transfer_id, amount, balance_after, created_at)
         VALUES ($2, $3, $1, $7::bigint, 1000 + $7::bigint, now()), ($4, $5, $1, $8::bigint, $9, now())
       ) UPDATE ledger_accounts SET balance = balance + CASE id WHEN $2 THEN $7::bigint ELSE $8::bigint END, seq = seq + 1
         WHERE id IN ($2, $4)`,
      [newId(), alice, fromSeq, bob, 2, 100, debit, credit, toBalance],
    );
  }

  it('nothing of a correct posting', async () => {
    await expect(
      ledger.unitsOfWork.run(async (tx) => {
        await ledger.service.post(tx, [payment({ fromId: alice, toId: bob })]);
        throw new Error('posted');
      }),
    ).rejects.toThrow('posted');
  });

  it.each([
    ['a credit that differs from the debit', { credit: 150, toBalance: 1150 }],
    ['entries that differ from their transfer', { debit: -50, credit: 50, toBalance: 1050 }],
    ['a gap in seq', { fromSeq: 3 }],
    ['a balance that does not continue', { toBalance: 2000 }],
    ['a currency that is not that of the accounts', { currency: 'USD' }],
  ])('%s', async (_, bend) => {
    await expect(posting(bend)).rejects.toThrow(/balanced entries|does not continue|disagrees with its last entry/);
  });

  it('a transfer without entries', async () => {
    await expect(ledger.sql(TRANSFER, [newId(), alice, 2, bob, 2, 100])).rejects.toThrow(
      'has not exactly two balanced entries',
    );
  });

  it('an entry without a transfer', async () => {
    const entry = `INSERT INTO entries VALUES ($1, 2, $2, 100, 1100, now())`;
    await expect(ledger.sql(entry, [alice, newId()])).rejects.toThrow('belongs to no transfer');
  });

  it('a further entry for a transfer that has its two', async () => {
    const rows = await ledger.sql<{ id: string }>('SELECT id FROM transfers LIMIT 1');
    const entry = `WITH e AS (INSERT INTO entries VALUES ($1, 2, $2, 1000, 2000, now()))
      UPDATE ledger_accounts SET balance = 2000, seq = 2 WHERE id = $1`;
    await expect(ledger.sql(entry, [alice, rows[0]?.id])).rejects.toThrow('belongs to no transfer');
  });

  it.each([
    ['an update of entries', 'UPDATE entries SET amount = 1'],
    ['an update that hits no entry', 'UPDATE entries SET amount = 1 WHERE false'],
    ['a delete of entries', 'DELETE FROM entries'],
    ['a truncate of entries', 'TRUNCATE entries'],
    ['an update of transfers', 'UPDATE transfers SET amount = 1'],
    ['a delete of transfers', 'DELETE FROM transfers'],
    ['a truncate of transfers', 'TRUNCATE transfers'],
    ['a delete of accounts', 'DELETE FROM ledger_accounts'],
    ['a truncate of accounts', 'TRUNCATE ledger_accounts CASCADE'],
    ['a change of currency', `UPDATE ledger_accounts SET currency = 'USD'`],
    ['a customer turned into a treasury', `UPDATE ledger_accounts SET kind = 'treasury'`],
  ])('%s', async (_, text) => {
    await expect(ledger.sql(text)).rejects.toThrow('append-only');
  });

  it.each([
    ['a balance changed without an entry', 'UPDATE ledger_accounts SET balance = balance + 1'],
    ['a seq changed without an entry', 'UPDATE ledger_accounts SET seq = seq + 1'],
    ['a balance and seq set back', 'UPDATE ledger_accounts SET balance = 0, seq = 0'],
  ])('%s', async (_, text) => {
    await expect(ledger.sql(text)).rejects.toThrow('disagrees with its last entry');
  });

  it('a negative customer balance', async () => {
    await expect(ledger.sql('UPDATE ledger_accounts SET balance = -1 WHERE id = $1', [alice])).rejects.toThrow(
      'ck_ledger_accounts_balance',
    );
  });

  it('an account opened with money', async () => {
    const open = `INSERT INTO ledger_accounts (currency, kind, balance) VALUES ('EUR', 'customer', 100)`;
    await expect(ledger.sql(open)).rejects.toThrow('money comes by a transfer');
  });

  it('a second treasury of a currency', async () => {
    const open = `INSERT INTO ledger_accounts (currency, kind) VALUES ('EUR', 'treasury')`;
    await expect(ledger.sql(open)).rejects.toThrow('uq_ledger_accounts_treasury');
  });

  it('a transfer from an account to itself, or of nothing', async () => {
    await expect(ledger.sql(TRANSFER, [newId(), alice, 2, alice, 3, 100])).rejects.toThrow('ck_transfers_two_accounts');
    await expect(ledger.sql(TRANSFER, [newId(), alice, 2, bob, 2, 0])).rejects.toThrow('ck_transfers_amount');
  });

  // Last, for the others count on nothing having been posted.
  it('nothing of a posting by hand that is not bent', async () => {
    await expect(posting()).resolves.toBeDefined();
  });
});
