import type { Way } from './way';

/**
 * Reads without a lock and writes only if nobody wrote meanwhile, which the version tells. Who comes too late reads
 * again and retries: cheap while accounts differ, much work for nothing on one that everybody pays.
 */
export const optimistic: Way = async (db, { from, to, amount }, retried) => {
  for (;;) {
    const read = 'SELECT id, balance, version FROM accounts WHERE id IN ($1, $2) ORDER BY id';
    const { rows } = await db.query(read, [from, to]);
    const payer = rows.find(({ id }) => id === from);
    if (!payer || payer.balance < amount) return 'refused';
    await db.query('BEGIN');
    let written = 0;
    for (const { id, balance, version } of rows) {
      const write = 'UPDATE accounts SET balance = $2, version = version + 1 WHERE id = $1 AND version = $3';
      const computed = id === from ? balance - amount : balance + amount;
      written += (await db.query(write, [id, computed, version])).rowCount ?? 0;
    }
    await db.query(written === 2 ? 'COMMIT' : 'ROLLBACK');
    if (written === 2) return 'moved';
    retried();
  }
};
