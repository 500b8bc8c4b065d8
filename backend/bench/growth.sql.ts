/**
 * Fills a ledger set-wise. Transfers go in cycles of four laps. In the first three laps every customer pays the one half
 * the circle further, the same amount that comes back when that one's turn is; in the fourth each pays the merchant one
 * cent. Seq and balance of every entry are then plain arithmetic, and nothing has to be sorted.
 *
 * $1 customers (an even number), $2 transfers, $3 what everybody started with.
 */
export const PLAN = `
  CREATE UNLOGGED TABLE bench_planned AS
  WITH numbered AS (
    SELECT n, n % c AS place, n / c % 4 AS lap, n / (4 * c) AS cycle, c, c / 2 AS half, funds,
        floor(extract(epoch FROM now()) * 1000)::bigint - 300 * 86400000::bigint * ($2::bigint - n) / $2::bigint AS ms
      FROM generate_series(0, $2::bigint - 1) AS n, (SELECT $1::bigint AS c, $3::bigint AS funds) AS given
  ), counted AS (
    -- Before its lap a customer has the grant's entry, seven of each cycle and two of each lap; and has paid a cent a cycle.
    SELECT *, 1 + 7 * cycle + 2 * lap AS seq, funds - cycle AS balance, cycle * c + place AS merchant_got FROM numbered
  )
  SELECT (lpad(to_hex(ms), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid AS id, to_timestamp(ms / 1000.0) AS at,
      gen_random_uuid()::text AS key, gave.*
    FROM counted CROSS JOIN LATERAL (
      SELECT place + 1 AS from_id, seq + 1 AS from_seq, balance - 1 AS from_balance, c + 1 AS to_id,
          merchant_got + 2 AS to_seq, funds + merchant_got + 1 AS to_balance, 1::bigint AS amount WHERE lap = 3
      UNION ALL
      SELECT place + 1, seq + 1, balance - cents, place + half + 1, seq + 1, balance + cents, cents
        FROM (SELECT 1 + place % 97 AS cents) AS outward WHERE lap < 3 AND place < half
      UNION ALL
      SELECT place + 1, seq + 2, balance, place - half + 1, seq + 2, balance, cents
        FROM (SELECT 1 + (place - half) % 97 AS cents) AS homeward WHERE lap < 3 AND place >= half
    ) AS gave`;

export const TRANSFERS = `
  INSERT INTO transfers (id, kind, from_account_id, from_seq, to_account_id, to_seq, amount, currency, memo, initiated_by,
    idempotency_key, request_hash, created_at)
  SELECT id, 'payment', from_id, from_seq, to_id, to_seq, amount, 'EUR', 'Filled', holder_id, key, decode(md5(key), 'hex'), at
    FROM bench_planned JOIN accounts ON ledger_account_id = from_id ORDER BY id`;

/** In the order in which they would have been written, so that an account's entries lie as far apart as in real life. */
export const ENTRIES = `
  INSERT INTO entries (account_id, seq, transfer_id, amount, balance_after, created_at)
  SELECT side.account_id, side.seq, id, side.amount, side.balance, at
    FROM bench_planned CROSS JOIN LATERAL (
      VALUES (from_id, from_seq, -amount, from_balance), (to_id, to_seq, amount, to_balance)
    ) AS side (account_id, seq, amount, balance)`;

export const BALANCES = `
  UPDATE ledger_accounts a SET balance = last.balance_after, seq = last.seq
    FROM ledger_accounts b CROSS JOIN LATERAL (
      SELECT seq, balance_after FROM entries WHERE account_id = b.id ORDER BY seq DESC LIMIT 1
    ) AS last WHERE a.id = b.id AND a.seq <> last.seq`;

export const DROP_PLAN = 'DROP TABLE bench_planned';

/** What is built anew after filling: in one go it takes a fraction of the time. */
export const INDEXES = `
  SELECT conrelid::regclass::text AS "table", conname AS name, true AS "constraint", pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE conrelid IN ('transfers'::regclass, 'entries'::regclass) AND contype IN ('p', 'u')
  UNION ALL
  SELECT tablename, indexname, false, indexdef FROM pg_indexes
    WHERE tablename IN ('transfers', 'entries') AND schemaname = current_schema()
      AND indexname NOT IN (SELECT conname FROM pg_constraint)`;

/** The merchant's side of history $2 transfers back: the id a page goes on from and the entry's seq. */
export const DEEP = `
  SELECT e.seq, e.transfer_id AS id FROM entries e
    WHERE e.account_id = $1 AND e.seq = (SELECT seq - $2::bigint FROM ledger_accounts WHERE id = $1)`;
