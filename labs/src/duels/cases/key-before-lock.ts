import { ACCOUNTS, type DuelCase, type Program } from '../program';

/** The answer to Anna's payment was lost, so her phone sends it again, with the same idempotency key. */
export const keyBeforeLock: DuelCase = {
  name: 'key-before-lock',
  script: 'ABABABABABAB',
  bank: { file: 'backend/src/ledger/ledger.service.ts', line: 'bind(sql.LOCK_BALANCES, [ids]),' },
  setup: `${ACCOUNTS}; INSERT INTO accounts VALUES (1, 'Anna', 100), (2, 'Ben', 0);
    CREATE TABLE transfers (key text NOT NULL, amount numeric(12, 2) NOT NULL)`,
  look: `SELECT owner, balance, (SELECT count(*)::int FROM transfers WHERE key = 'k-1') AS "transfers k-1" FROM accounts ORDER BY id`,
  sides: {
    mistake: { left: () => pay([KEY, LOCK]), right: () => pay([KEY, LOCK]) },
    remedy: { left: () => pay([LOCK, KEY]), right: () => pay([LOCK, KEY]) },
  },
  judge: (seen) => {
    const times = Number(seen[0]?.['transfers k-1'] ?? 0);
    return times > 1 ? { finding: 'paid-twice', amount: (times - 1) * 10_00 } : { finding: 'exact', amount: null };
  },
};

const KEY = `SELECT key, amount FROM transfers WHERE key = 'k-1'`;
const LOCK = 'SELECT owner, balance FROM accounts WHERE id IN (1, 2) ORDER BY id FOR NO KEY UPDATE';

function* pay(order: readonly string[]): Program {
  yield 'BEGIN';
  let known = false;
  for (const sql of order) {
    const { rows } = yield sql;
    if (sql === KEY) known = rows.length > 0;
  }
  if (known) {
    yield 'ROLLBACK';
    return 'replayed';
  }
  yield `INSERT INTO transfers VALUES ('k-1', 10.00)`;
  yield 'UPDATE accounts SET balance = balance + CASE id WHEN 1 THEN -10.00 ELSE 10.00 END';
  yield 'COMMIT';
  return 'paid';
}
