import { ACCOUNTS, type DuelCase, figure, type Program, sumOf } from '../program';
import type { Row, Verdict } from '../duel.types';

/** Anna's two accounts may be overdrawn one by one, but not together; from each, 100.00 are withdrawn. */
const together = {
  script: 'ABABABAB',
  setup: `${ACCOUNTS}; INSERT INTO accounts VALUES (1, 'Anna, salary', 60), (2, 'Anna, savings', 60)`,
  look: 'SELECT owner, balance FROM accounts ORDER BY id',
  judge: (seen: Row[], outcomes: string[]): Verdict => {
    const sum = sumOf(seen, 'balance');
    if (sum < 0) return { finding: 'overdrawn', amount: -sum };
    return { finding: outcomes.includes('ended-by-database') ? 'ended-by-database' : 'exact', amount: null };
  },
};

export const writeSkew: DuelCase = {
  ...together,
  name: 'write-skew',
  bank: {
    file: 'backend/src/ledger/posting.sql.ts',
    line: 'WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE',
  },
  sides: {
    mistake: { left: () => withdraw(1, 'REPEATABLE READ'), right: () => withdraw(2, 'REPEATABLE READ') },
    remedy: { left: () => withdrawLocked(1), right: () => withdrawLocked(2) },
  },
};

export const serializableAbort: DuelCase = {
  ...together,
  name: 'serializable-abort',
  bank: { file: 'backend/src/platform/database/unit-of-work.ts', line: "text: 'BEGIN ISOLATION LEVEL READ COMMITTED'" },
  sides: {
    mistake: { left: () => withdraw(1, 'SERIALIZABLE'), right: () => withdraw(2, 'SERIALIZABLE') },
    remedy: { left: () => again(1), right: () => again(2) },
  },
};

function* withdraw(account: number, isolation: string): Program {
  yield `BEGIN ISOLATION LEVEL ${isolation}`;
  const both = yield 'SELECT sum(balance) AS together FROM accounts';
  if (figure(both, 'together') < 100) {
    yield 'ROLLBACK';
    return 'refused';
  }
  yield `UPDATE accounts SET balance = balance - 100.00 WHERE id = ${String(account)}`;
  yield 'COMMIT';
  return 'paid';
}

/** All of it once more, from what is true now. */
function* again(account: number): Program {
  try {
    return yield* withdraw(account, 'SERIALIZABLE');
  } catch {
    yield 'ROLLBACK';
    return yield* withdraw(account, 'SERIALIZABLE');
  }
}

function* withdrawLocked(account: number): Program {
  yield 'BEGIN';
  const both = yield 'SELECT owner, balance FROM accounts ORDER BY id FOR NO KEY UPDATE';
  if (sumOf(both.rows, 'balance') < 100_00) {
    yield 'ROLLBACK';
    return 'refused';
  }
  yield `UPDATE accounts SET balance = balance - 100.00 WHERE id = ${String(account)}`;
  yield 'COMMIT';
  return 'paid';
}
