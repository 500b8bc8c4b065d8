import { DEADLOCK, SERIALIZATION_FAILURE, sqlState } from '../database/sql-state';
import type { Way } from './way';

/**
 * As if one ran after the other: the database itself notices that a result depends on what somebody else changed, and
 * ends the transaction (40001). The program has nothing to lock, but must be able to do all of it again.
 */
export const serializable: Way = async (db, { from, to, amount }, retried) => {
  for (;;) {
    try {
      await db.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
      const { rows } = await db.query('SELECT balance FROM accounts WHERE id = $1', [from]);
      const enough = (rows[0]?.balance ?? 0) >= amount;
      for (const id of enough ? [from, to].sort((a, b) => a - b) : []) {
        const change = id === from ? -amount : amount;
        await db.query('UPDATE accounts SET balance = balance + $2 WHERE id = $1', [id, change]);
      }
      await db.query('COMMIT');
      return enough ? 'moved' : 'refused';
    } catch (error) {
      await db.query('ROLLBACK');
      if (![SERIALIZATION_FAILURE, DEADLOCK].includes(sqlState(error) ?? '')) throw error;
      retried();
    }
  }
};
