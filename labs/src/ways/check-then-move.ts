import type { Way } from './way';

/**
 * Checks the balance, then lets the database do the arithmetic. No payment is forgotten, so the sum is right; but two
 * that check before either takes both find enough money, and both take it.
 */
export const checkThenMove: Way = async (db, { from, to, amount }) => {
  await db.query('BEGIN');
  const { rows } = await db.query('SELECT balance FROM accounts WHERE id = $1', [from]);
  const [payer] = rows;
  if (!payer || payer.balance < amount) {
    await db.query('ROLLBACK');
    return 'refused';
  }
  for (const id of [from, to].sort((a, b) => a - b)) {
    const change = id === from ? -amount : amount;
    await db.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [id, change]);
  }
  await db.query('COMMIT');
  return 'moved';
};
