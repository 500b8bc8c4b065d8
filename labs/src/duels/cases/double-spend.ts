import { ACCOUNTS, type DuelCase, figure, judgeMoney, type Program } from '../program';

/** Anna has 10.00 and pays them to Ben and, from her other phone, to Carla. */
export const doubleSpend: DuelCase = {
  name: 'double-spend',
  script: 'ABABABABAB',
  bank: {
    file: 'backend/src/ledger/posting-rules.ts',
    line: "if (from.kind === 'customer' && from.balance < posting.amount)",
  },
  setup: `${ACCOUNTS}; INSERT INTO accounts VALUES (1, 'Anna', 10), (2, 'Ben', 0), (3, 'Carla', 0)`,
  look: 'SELECT owner, balance FROM accounts ORDER BY id',
  sides: {
    mistake: { left: () => pay(2, ''), right: () => pay(3, '') },
    remedy: { left: () => pay(2, ' FOR NO KEY UPDATE'), right: () => pay(3, ' FOR NO KEY UPDATE') },
  },
  judge: (seen, outcomes) => judgeMoney(seen, outcomes, 10_00),
};

function* pay(payee: number, lock: string): Program {
  yield 'BEGIN';
  const anna = yield `SELECT balance FROM accounts WHERE id = 1${lock}`;
  if (figure(anna, 'balance') < 10) {
    yield 'ROLLBACK';
    return 'refused';
  }
  yield 'UPDATE accounts SET balance = balance - 10.00 WHERE id = 1';
  yield `UPDATE accounts SET balance = balance + 10.00 WHERE id = ${String(payee)}`;
  yield 'COMMIT';
  return 'paid';
}
