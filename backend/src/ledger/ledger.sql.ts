/** The statements of the posting path, named so that each connection prepares them once. */

export const LOCK_BALANCES = {
  name: 'ledger_lock_balances',
  // Id order keeps two pods from waiting for each other; NO KEY leaves foreign-key checks alone.
  text: `SELECT id, currency, kind, balance, seq FROM ledger_accounts
    WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`,
};

const TRANSFER_COLUMNS = `t.id, t.kind, t.from_account_id, t.from_seq, t.to_account_id, t.to_seq, t.amount, t.currency, t.memo,
  t.initiated_by, t.idempotency_key, encode(t.request_hash, 'hex') AS request_hash, t.created_at,
  debit.balance_after AS from_balance_after, credit.balance_after AS to_balance_after`;

const TRANSFER_ENTRIES = `
  JOIN entries debit ON debit.account_id = t.from_account_id AND debit.seq = t.from_seq
  JOIN entries credit ON credit.account_id = t.to_account_id AND credit.seq = t.to_seq`;

export const FIND_KEYS = {
  name: 'ledger_find_keys',
  text: `SELECT ${TRANSFER_COLUMNS}
    FROM unnest($1::uuid[], $2::text[]) AS asked (initiated_by, idempotency_key)
    JOIN transfers t USING (initiated_by, idempotency_key) ${TRANSFER_ENTRIES}`,
};

/**
 * One statement for all, so that the statement-level triggers see the whole of it at its end. Times ($15) are milliseconds
 * since 1970, which are read faster than ISO 8601.
 */
export const WRITE_POSTINGS = {
  name: 'ledger_write_postings',
  text: `WITH posting AS MATERIALIZED (
      SELECT *, to_timestamp(at_ms / 1000) AS at FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
        $9::bigint[], $10::text[], $11::text[], $12::uuid[], $13::text[], $14::text[], $15::float8[])
      AS p (id, kind, from_id, from_seq, from_balance, to_id, to_seq, to_balance, amount, currency, memo, initiated_by, key, hash, at_ms)
    ), added_transfers AS (
      INSERT INTO transfers (id, kind, from_account_id, from_seq, to_account_id, to_seq, amount, currency, memo,
        initiated_by, idempotency_key, request_hash, created_at)
      SELECT id, kind, from_id, from_seq, to_id, to_seq, amount, currency, memo, initiated_by, key, decode(hash, 'hex'), at FROM posting
    ), added_entries AS (
      INSERT INTO entries (account_id, seq, transfer_id, amount, balance_after, created_at)
      SELECT from_id, from_seq, id, -amount, from_balance, at FROM posting
      UNION ALL SELECT to_id, to_seq, id, amount, to_balance, at FROM posting
    )
    UPDATE ledger_accounts a SET balance = moved.balance, seq = moved.seq
      FROM unnest($16::bigint[], $17::bigint[], $18::bigint[]) AS moved (id, balance, seq) WHERE a.id = moved.id`,
};

export const READ_BALANCES = {
  name: 'ledger_read_balances',
  text: `SELECT id, currency, kind, balance, seq FROM ledger_accounts WHERE id = ANY($1::bigint[])`,
};

const ENTRY_COLUMNS = `e.seq, e.transfer_id, e.amount, e.balance_after, e.created_at, t.memo, t.kind,
  CASE WHEN t.from_account_id = e.account_id THEN t.to_account_id ELSE t.from_account_id END AS counterparty_id`;

/** Entries of one account between two seqs, narrowed down by direction and size; as many as are asked for, and no more read than lie between. */
const ENTRIES_BETWEEN = `SELECT ${ENTRY_COLUMNS} FROM entries e JOIN transfers t ON t.id = e.transfer_id
    WHERE e.account_id = $1 AND e.seq > $2 AND e.seq < $3
      AND ($4::text IS NULL OR ($4::text = 'out') = (e.amount < 0))
      AND ($5::bigint IS NULL OR abs(e.amount) >= $5::bigint) AND ($6::bigint IS NULL OR abs(e.amount) <= $6::bigint)`;

export const ENTRIES_NEWEST_FIRST = {
  name: 'ledger_entries_newest_first',
  text: `${ENTRIES_BETWEEN} ORDER BY e.seq DESC LIMIT $7`,
};

export const ENTRIES_OLDEST_FIRST = {
  name: 'ledger_entries_oldest_first',
  text: `${ENTRIES_BETWEEN} ORDER BY e.seq LIMIT $7`,
};

export const FIND_TRANSFER = {
  name: 'ledger_find_transfer',
  text: `SELECT ${TRANSFER_COLUMNS} FROM transfers t ${TRANSFER_ENTRIES} WHERE t.id = $1`,
};

/**
 * A page over several accounts: the newest of each account and side by its own index, then the newest of those. Ids are
 * UUIDs version 7, whose order is that of time, so bounds on time are bounds on ids.
 */
export const LIST_TRANSFERS = {
  name: 'ledger_list_transfers',
  text: `SELECT ${TRANSFER_COLUMNS} FROM (
      SELECT DISTINCT side.id FROM unnest($1::bigint[]) AS own (id) CROSS JOIN LATERAL (
        (SELECT id FROM transfers WHERE $5::text IS DISTINCT FROM 'in' AND from_account_id = own.id AND id < $2 AND id >= $3 ORDER BY id DESC LIMIT $4)
        UNION ALL
        (SELECT id FROM transfers WHERE $5::text IS DISTINCT FROM 'out' AND to_account_id = own.id AND id < $2 AND id >= $3 ORDER BY id DESC LIMIT $4)
      ) AS side ORDER BY side.id DESC LIMIT $4
    ) AS page JOIN transfers t USING (id) ${TRANSFER_ENTRIES} ORDER BY t.id DESC`,
};

/**
 * The balance each of the given moments found, in their order. A moment is given as the lowest id of its time: the last
 * transfer below it on either side is one index descent, however many entries came later.
 */
export const BALANCES_AT = {
  name: 'ledger_balances_at',
  text: `SELECT coalesce((
      SELECT e.balance_after FROM entries e WHERE e.account_id = $1 AND e.seq = greatest(
        (SELECT from_seq FROM transfers WHERE from_account_id = $1 AND id < moment.id ORDER BY id DESC LIMIT 1),
        (SELECT to_seq FROM transfers WHERE to_account_id = $1 AND id < moment.id ORDER BY id DESC LIMIT 1))
    ), 0) AS balance
    FROM unnest($2::uuid[]) WITH ORDINALITY AS moment (id, position) ORDER BY position`,
};

/** Seq of the last entry before a moment, given as the lowest id of its time; 0 when there is none. */
export const SEQ_AT = {
  name: 'ledger_seq_at',
  text: `SELECT coalesce(greatest(
      (SELECT from_seq FROM transfers WHERE from_account_id = $1 AND id < $2::uuid ORDER BY id DESC LIMIT 1),
      (SELECT to_seq FROM transfers WHERE to_account_id = $1 AND id < $2::uuid ORDER BY id DESC LIMIT 1)), 0) AS seq`,
};
