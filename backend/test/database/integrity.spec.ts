import type { LedgerIntegrityDto } from '../../src/ledger/integrity/integrity.dto';
import { IntegrityService } from '../../src/ledger/integrity/integrity.service';
import { toMinor } from '../../src/ledger/money';
import { payment, TestLedger } from '../support/database';
import { until } from '@banking-demo/testkit/until';

describe('the integrity proof', () => {
  let ledger: TestLedger;
  let ids: number[];

  beforeEach(async () => {
    ledger = await TestLedger.create();
    ids = [await ledger.open(1000), await ledger.open(1000)];
    await ledger.post([payment({ fromId: ids[0] ?? 0, toId: ids[1] ?? 0, amount: toMinor(250) })]);
  });

  afterEach(() => ledger.drop());

  it('holds for what was posted, and says what it looked at', async () => {
    const proof = await new IntegrityService(ledger.dataSource).proof();
    expect(proof).toMatchObject({ holds: true, disagreeingAccounts: 0, entriesChecked: 6 });
    expect(proof.currencies).toEqual([{ currency: 'EUR', sumOfBalances: 0, accounts: 3 }]);
  });

  it('is shared by callers at the same time and kept for a while', async () => {
    const integrity = new IntegrityService(ledger.dataSource);
    const [one, other] = await Promise.all([integrity.proof(), integrity.proof()]);
    expect(other).toBe(one);
    expect(await integrity.proof()).toBe(one);
  });

  it.each([
    [
      'a balance changed behind the back of the triggers',
      'UPDATE ledger_accounts SET balance = balance + 1 WHERE id = $1',
      1,
    ],
    ['a seq changed', 'UPDATE ledger_accounts SET seq = seq + 1 WHERE id = $1', 1],
    ['an entry taken away', 'DELETE FROM entries WHERE account_id = $1 AND seq = 1', 1],
    ['the last entry taken away', 'DELETE FROM entries WHERE account_id = $1 AND seq = 2', 1],
    ['an amount changed', 'UPDATE entries SET amount = amount + 1 WHERE account_id = $1 AND seq = 1', 1],
  ])('notices %s', async (_, tampering, accounts) => {
    await ledger.dataSource.transaction(async (tx) => {
      for (const table of ['entries', 'ledger_accounts']) await tx.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      await tx.query(tampering, [ids[0]]);
    });
    const proof = await new IntegrityService(ledger.dataSource).proof();
    expect(proof).toMatchObject({ holds: false, disagreeingAccounts: accounts });
  });

  it('goes on from what it has proven, and follows what came since', async () => {
    const integrity = new IntegrityService(ledger.dataSource);
    const entriesRead = (await integrity.proof()).entriesChecked;
    await ledger.post([payment({ fromId: ids[1] ?? 0, toId: ids[0] ?? 0, amount: toMinor(1) })]);
    jest.useFakeTimers({
      now: Date.now() + 60_000,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'performance'],
    });
    try {
      expect(await integrity.proof()).toMatchObject({ holds: true, entriesChecked: entriesRead + 2 });
    } finally {
      jest.useRealTimers();
    }
  });

  it('is begun anew when the ledger is reset meanwhile', async () => {
    const integrity = new IntegrityService(ledger.dataSource);
    let callers: Promise<LedgerIntegrityDto> | undefined;
    await ledger.dataSource.transaction(async (tx) => {
      await tx.query('LOCK TABLE entries');
      callers = integrity.proof();
      // It has added the balances up, and waits for the entries.
      await until(async () => (await waitingForLocks()) > 0);
      await tx.query('ALTER TABLE ledger_accounts DISABLE TRIGGER USER');
      await tx.query('UPDATE ledger_accounts SET balance = balance + 1 WHERE id = $1', [ids[0]]);
      integrity.forget();
    });
    const sumOfBalances = (proof?: LedgerIntegrityDto): number | undefined => proof?.currencies[0]?.sumOfBalances;
    expect(sumOfBalances(await callers)).toBe(1);
    expect(sumOfBalances(await integrity.proof())).toBe(1);
  });

  async function waitingForLocks(): Promise<number> {
    const waiting = await ledger.sql(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return waiting.length;
  }
});
