import { ACCOUNTS, type DuelCase, judgeMoney, type Program } from '../program';

/** Anna and Ben pay each other 10.00 at the same time. */
export const deadlock: DuelCase = {
  name: 'deadlock',
  script: 'ABABABABABAB',
  bank: {
    file: 'backend/src/ledger/posting.sql.ts',
    line: 'WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE',
  },
  setup: `${ACCOUNTS}; INSERT INTO accounts VALUES (1, 'Anna', 100), (2, 'Ben', 100)`,
  look: 'SELECT owner, balance FROM accounts ORDER BY id',
  sides: {
    mistake: { left: () => pay(1, 2, senderFirst), right: () => pay(2, 1, senderFirst) },
    remedy: { left: () => pay(1, 2, inOrder), right: () => pay(2, 1, inOrder) },
  },
  judge: (seen, outcomes) => judgeMoney(seen, outcomes, 200_00),
};

function* pay(from: number, to: number, locks: (from: number, to: number) => string[]): Program {
  yield 'BEGIN';
  for (const lock of locks(from, to)) yield lock;
  yield `UPDATE accounts SET balance = balance - 10.00 WHERE id = ${String(from)}`;
  yield `UPDATE accounts SET balance = balance + 10.00 WHERE id = ${String(to)}`;
  yield 'COMMIT';
  return 'paid';
}

function senderFirst(from: number, to: number): string[] {
  return [from, to].map((id) => `SELECT owner, balance FROM accounts WHERE id = ${String(id)} FOR UPDATE`);
}

function inOrder(): string[] {
  return ['SELECT owner, balance FROM accounts WHERE id IN (1, 2) ORDER BY id FOR NO KEY UPDATE'];
}
