/**
 * The statements of the posting path: set-based and prepared, for whole batches. Repositories would send a statement per
 * row and load what is not needed.
 */

export const LOCK_BALANCES = {
  name: 'ledger_lock_balances',
  // Id order keeps two pods from waiting for each other; NO KEY leaves foreign-key checks alone.
  text: `SELECT id, currency, kind, balance, seq FROM ledger_accounts
    WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`,
};

/** A `PostedTransfer`: `t`, the transfer, with its two entries. */
export const TRANSFER_COLUMNS = `t.id AS "transferId", t.kind, t.amount, t.currency, t.memo, t.created_at AS "createdAt",
  t.from_account_id AS "fromId", t.from_seq AS "fromSeq", debit.balance_after AS "fromBalanceAfter",
  t.to_account_id AS "toId", t.to_seq AS "toSeq", credit.balance_after AS "toBalanceAfter",
  CASE WHEN t.initiated_by IS NOT NULL THEN json_build_object(
    'initiatedBy', t.initiated_by, 'key', t.idempotency_key, 'requestHash', encode(t.request_hash, 'hex')) END AS idempotency`;

/** The joins that these columns take. */
export const TRANSFER_ENTRIES = `
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
