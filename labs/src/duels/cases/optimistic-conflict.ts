import { type DuelCase, euros, figure, judgeMoney, type Program } from '../program';

/** Anna pays Ben and Carla at the same time; a version number tells who came too late, if somebody looks. */
export const optimisticConflict: DuelCase = {
  name: 'optimistic-conflict',
  script: 'ABABABABAB',
  bank: {
    file: 'backend/src/ledger/posting.sql.ts',
    line: 'WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE',
  },
  setup: `CREATE TABLE accounts (id int PRIMARY KEY, owner text NOT NULL, balance numeric(12, 2) NOT NULL, version int NOT NULL);
    INSERT INTO accounts VALUES (1, 'Anna', 100, 7), (2, 'Ben', 0, 1), (3, 'Carla', 0, 1)`,
  look: 'SELECT owner, balance, version FROM accounts ORDER BY id',
  sides: {
    mistake: { left: () => pay(2, false), right: () => pay(3, false) },
    remedy: { left: () => pay(2, true), right: () => pay(3, true) },
  },
  judge: (seen, outcomes) => judgeMoney(seen, outcomes, 100_00),
};

/** @param looks whether the program looks at how many rows its UPDATE found */
function* pay(payee: number, looks: boolean): Program {
  for (;;) {
    yield 'BEGIN';
    const anna = yield 'SELECT balance, version FROM accounts WHERE id = 1';
    const version = figure(anna, 'version');
    const set = `balance = ${euros(figure(anna, 'balance') - 10)}, version = ${String(version + 1)}`;
    const written = yield `UPDATE accounts SET ${set} WHERE id = 1 AND version = ${String(version)}`;
    if (written.count === 0 && looks) {
      yield 'ROLLBACK';
      continue;
    }
    yield `UPDATE accounts SET balance = balance + 10.00 WHERE id = ${String(payee)}`;
    yield 'COMMIT';
    return 'paid';
  }
}
