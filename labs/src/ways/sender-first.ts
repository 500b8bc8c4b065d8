import type { Way } from './way';

/**
 * Locks the payer, then the payee. Nothing is lost and nobody overdrawn; but when two pay each other, each has locked
 * its own account and waits for the other's, until the database ends one of them (40P01, after a second by default).
 */
export const senderFirst: Way = async (db, { from, to, amount }) => {
  const lock = 'SELECT balance FROM accounts WHERE id = $1 FOR UPDATE';
  await db.query('BEGIN');
  const { rows } = await db.query(lock, [from]);
  const [payer] = rows;
  if (!payer || payer.balance < amount) {
    await db.query('ROLLBACK');
    return 'refused';
  }
  await db.query(lock, [to]);
  await db.query('UPDATE accounts SET balance = balance - $2 WHERE id = $1', [from, amount]);
  await db.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [to, amount]);
  await db.query('COMMIT');
  return 'moved';
};
