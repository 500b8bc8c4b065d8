import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const QUIET_LOOKS = 5;
const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 10_000;

/** What a look at the ledger found. */
export interface Finding {
  /** Why the ledger does not add up; null when it does. */
  problem: string | null;
  /** Transfers posted since the last look. */
  posted: number;
}

/** Looks at a ledger after every load. */
export interface Proof {
  check(): Promise<Finding>;
  end(): Promise<void>;
}

interface Row {
  total: string;
  transfers: string;
  entries: string;
  unbalanced: string;
  broken: string;
  disagreeing: string;
}

/**
 * The benchmark's own proof, apart from the bank's: it holds for every side that uses the bank's tables, with triggers or
 * without. Entries proven once never change, so each look goes on where the last one ended.
 */
export class LedgerProof implements Proof {
  private constructor(private readonly client: Client) {}

  /** Starts with what is in the ledger now, taken as proven. */
  static async start(databaseUrl: string): Promise<LedgerProof> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(MARK);
    return new LedgerProof(client);
  }

  async check(): Promise<Finding> {
    await whenQuiet(this.client);
    const { rows } = await this.client.query<Row>(CHECK);
    const row = rows[0];
    if (!row) throw new Error('The proof answered nothing');
    const problem = problemIn(row);
    await this.client.query(MARK);
    return { problem, posted: Number(row.transfers) };
  }

  end(): Promise<void> {
    return this.client.end();
  }
}

/** A generator that stops leaves requests behind, which are still posted. */
export async function whenQuiet(client: Client): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const { rows } = await client.query<{ busy: string }>(BUSY);
    quiet = rows[0]?.busy === '0' ? quiet + 1 : 0;
    if (performance.now() > deadline) throw new Error('The database did not come to rest after the load');
    await delay(LOOK_EVERY_MS);
  }
}

function problemIn({ total, transfers, entries, unbalanced, broken, disagreeing }: Row): string | null {
  if (total !== '0') return `balances sum up to ${total}`;
  if (Number(entries) !== 2 * Number(transfers)) return `${transfers} transfers made ${entries} entries`;
  if (unbalanced !== '0') return `${unbalanced} transfers lack an entry`;
  if (broken !== '0') return `${broken} entries do not continue their account`;
  if (disagreeing !== '0') return `${disagreeing} balances disagree with their entries`;
  return null;
}

const BUSY = `SELECT count(*) AS busy FROM pg_stat_activity
  WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'`;

const MARK = `
  DROP TABLE IF EXISTS pg_temp.proven;
  CREATE TEMP TABLE proven AS SELECT id, seq, balance FROM ledger_accounts;
  ALTER TABLE pg_temp.proven ADD PRIMARY KEY (id);
  ANALYZE pg_temp.proven`;

/** Only what came after the mark is read, by the primary key of the entries. */
const CHECK = `
  WITH added AS MATERIALIZED (
    SELECT e.*, proven.seq AS start_seq, proven.balance AS start_balance
      FROM proven CROSS JOIN LATERAL (SELECT * FROM entries WHERE account_id = proven.id AND seq > proven.seq) AS e
  ), chained AS (
    SELECT seq - start_seq = row_number() OVER account AND balance_after = start_balance + sum(amount) OVER account AS holds
      FROM added WINDOW account AS (PARTITION BY account_id ORDER BY seq)
  ), paired AS (
    SELECT t.id, count(*) = 2 AND sum(added.amount) = 0 AND max(added.amount) = t.amount AS holds
      FROM added JOIN transfers t ON t.id = added.transfer_id
        AND (added.account_id, added.seq, added.amount) IN ((t.from_account_id, t.from_seq, -t.amount), (t.to_account_id, t.to_seq, t.amount))
      GROUP BY t.id
  )
  SELECT (SELECT sum(balance) FROM ledger_accounts) AS total,
    (SELECT count(*) FROM paired) AS transfers,
    (SELECT count(*) FROM added) AS entries,
    (SELECT count(*) FROM paired WHERE NOT holds) AS unbalanced,
    (SELECT count(*) FROM chained WHERE NOT holds) AS broken,
    (SELECT count(*) FROM ledger_accounts a JOIN proven ON proven.id = a.id
      LEFT JOIN LATERAL (SELECT seq, balance_after FROM entries WHERE account_id = a.id ORDER BY seq DESC LIMIT 1) AS last ON true
      WHERE (a.seq, a.balance) IS DISTINCT FROM (coalesce(last.seq, 0), coalesce(last.balance_after, 0))) AS disagreeing`;
