import { Client } from 'pg';

const open = new Set<HeldLedger>();

/**
 * Holds the balances of a bank's accounts, so that whoever moves money waits for `release`: a test can then arrange what
 * happens in between. Pods give up waiting after five seconds. Suites that use it have `afterEach(releaseLedgers)`.
 */
export class HeldLedger {
  private constructor(private readonly database: Client) {}

  /** @param accountNumbers those of one or more customers; all accounts unless given */
  static async hold(databaseUrl: string, ...accountNumbers: string[]): Promise<HeldLedger> {
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query('BEGIN');
    await database.query(
      `SELECT FROM ledger_accounts a WHERE cardinality($1::text[]) = 0
        OR EXISTS (SELECT FROM accounts WHERE ledger_account_id = a.id AND number = ANY($1)) FOR UPDATE`,
      [accountNumbers],
    );
    const held = new HeldLedger(database);
    open.add(held);
    return held;
  }

  /** How many connections wait for a lock now. What another user's connection waits for is not told otherwise. */
  async waiting(): Promise<number> {
    const { rowCount } = await this.database.query(
      'SELECT FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0',
    );
    return rowCount ?? 0;
  }

  async release(): Promise<void> {
    open.delete(this);
    await this.database.query('ROLLBACK');
    await this.database.end();
  }
}

/** Releases what a test that failed has left held. */
export async function releaseLedgers(): Promise<void> {
  for (const held of open) await held.release();
}
