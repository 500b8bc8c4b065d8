import type { Way } from './way';

/**
 * Locks both accounts, the lower id first, whoever pays. Everybody takes locks in the same order, so nobody can wait in
 * a circle; what is read under the lock stays true until COMMIT.
 */
export const ordered: Way = async (db, { from, to, amount }) => {
  await db.query('BEGIN');
  const lock = 'SELECT id, balance FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE';
  const { rows } = await db.query(lock, [from, to]);
  const payer = rows.find(({ id }) => id === from);
  if (!payer || payer.balance < amount) {
    await db.query('ROLLBACK');
    return 'refused';
  }
  await db.query('UPDATE accounts SET balance = balance - $2 WHERE id = $1', [from, amount]);
  await db.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [to, amount]);
  await db.query('COMMIT');
  return 'moved';
};
