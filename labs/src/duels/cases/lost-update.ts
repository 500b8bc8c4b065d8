import { ACCOUNTS, type DuelCase, euros, judgeMoney, type Program } from '../program';

/** Anna and Ben each pay the shop 10.00, by reading balances and writing computed ones. */
export const lostUpdate: DuelCase = {
  name: 'lost-update',
  script: 'ABABABABAB',
  bank: {
    file: 'backend/src/ledger/posting.sql.ts',
    line: 'WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE',
  },
  setup: `${ACCOUNTS}; INSERT INTO accounts VALUES (1, 'Anna', 100), (2, 'Ben', 100), (3, 'Shop', 0)`,
  look: 'SELECT owner, balance FROM accounts ORDER BY id',
  sides: {
    mistake: { left: () => pay(1, ''), right: () => pay(2, '') },
    remedy: { left: () => pay(1, ' FOR NO KEY UPDATE'), right: () => pay(2, ' FOR NO KEY UPDATE') },
  },
  judge: (seen, outcomes) => judgeMoney(seen, outcomes, 200_00),
};

function* pay(payer: number, lock: string): Program {
  yield 'BEGIN';
  const read = yield `SELECT id, owner, balance FROM accounts WHERE id IN (${String(payer)}, 3) ORDER BY id${lock}`;
  const [from, shop] = read.rows.map(({ balance }) => Number(balance));
  yield `UPDATE accounts SET balance = ${euros((from ?? 0) - 10)} WHERE id = ${String(payer)}`;
  yield `UPDATE accounts SET balance = ${euros((shop ?? 0) + 10)} WHERE id = 3`;
  yield 'COMMIT';
  return 'paid';
}
