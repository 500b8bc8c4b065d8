import type { Way } from './way';

/**
 * Reads both balances, computes in the program, writes the results. BEGIN and COMMIT do not help: who reads before
 * somebody else writes, and writes after, puts back a balance of before, and a payment is forgotten.
 */
export const naive: Way = async (db, { from, to, amount }) => {
  await db.query('BEGIN');
  const read = 'SELECT id, balance FROM accounts WHERE id = $1';
  const [payer] = (await db.query(read, [from])).rows;
  const [payee] = (await db.query(read, [to])).rows;
  if (!payer || !payee || payer.balance < amount) {
    await db.query('ROLLBACK');
    return 'refused';
  }
  payer.balance -= amount;
  payee.balance += amount;
  for (const { id, balance } of [payer, payee].sort((a, b) => a.id - b.id))
    await db.query('UPDATE accounts SET balance = $2 WHERE id = $1', [id, balance]);
  await db.query('COMMIT');
  return 'moved';
};
