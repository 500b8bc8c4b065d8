import { Client as Database } from 'pg';

/** Not longer than others may be kept waiting for the treasury. */
const CHUNK = 5_000;

/**
 * Gives an account many entries in no time: a cent each from the treasury, twenty seconds apart, up to now. Each chunk is
 * one statement, as the ledger's triggers want it, behind the locks that every posting takes.
 */
export async function addEntries(databaseUrl: string, accountNumber: string, count: number): Promise<void> {
  const database = new Database({ connectionString: databaseUrl });
  await database.connect();
  try {
    for (let left = count; left > 0; left -= CHUNK) {
      await database.query('BEGIN');
      await database.query(LOCK, [accountNumber]);
      await database.query(POST, [accountNumber, Math.min(CHUNK, left), left]);
      await database.query('COMMIT');
    }
  } finally {
    await database.end();
  }
}

/** Fills an inbox with sign-ins, newer than all that is there. */
export async function addNotifications(databaseUrl: string, userId: string, count: number): Promise<void> {
  const database = new Database({ connectionString: databaseUrl });
  await database.connect();
  try {
    await database.query(NOTIFY, [userId, count]);
  } finally {
    await database.end();
  }
}

const NOTIFY = `INSERT INTO notifications (id, user_id, kind, data, created_at, read_at)
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000'
      || lpad(to_hex((random() * 281474976710655)::bigint), 12, '0'))::uuid,
    $1, 'session.opened', '{"device": "Chrome on Linux", "address": "127.0.0.1"}', at, at
  FROM generate_series(1, $2::int) AS i, LATERAL (SELECT now() + i * interval '1 millisecond' AS at) AS t`;

const PARTIES = `payee AS (
    SELECT l.* FROM ledger_accounts l JOIN accounts a ON a.ledger_account_id = l.id WHERE a.number = $1
  ), treasury AS (
    SELECT l.* FROM ledger_accounts l JOIN payee USING (currency) WHERE l.kind = 'treasury'
  )`;

const LOCK = `WITH ${PARTIES}
  SELECT id FROM ledger_accounts WHERE id IN (SELECT id FROM payee UNION SELECT id FROM treasury)
  ORDER BY id FOR NO KEY UPDATE`;

/** $2 entries, the first of them $3 times twenty seconds ago. */
const POST = `WITH ${PARTIES}, posting AS MATERIALIZED (
    SELECT i, at, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000'
      || lpad(to_hex((random() * 281474976710655)::bigint), 12, '0'))::uuid AS id
    FROM generate_series(1, $2::bigint) AS i,
      LATERAL (SELECT date_trunc('milliseconds', now()) - ($3 - i) * interval '20 seconds' AS at) AS t
  ), added_transfers AS (
    INSERT INTO transfers (id, kind, from_account_id, from_seq, to_account_id, to_seq, amount, currency, created_at)
    SELECT p.id, 'grant', treasury.id, treasury.seq + i, payee.id, payee.seq + i, 1, payee.currency, at
    FROM posting p, treasury, payee
  ), added_entries AS (
    INSERT INTO entries (account_id, seq, transfer_id, amount, balance_after, created_at)
    SELECT treasury.id, treasury.seq + i, p.id, -1, treasury.balance - i, at FROM posting p, treasury
    UNION ALL
    SELECT payee.id, payee.seq + i, p.id, 1, payee.balance + i, at FROM posting p, payee
  )
  UPDATE ledger_accounts l
    SET balance = l.balance + CASE l.kind WHEN 'treasury' THEN -$2::bigint ELSE $2::bigint END, seq = l.seq + $2::bigint
    WHERE l.id IN (SELECT id FROM payee UNION SELECT id FROM treasury)`;
