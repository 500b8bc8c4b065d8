import { TRANSFER_COLUMNS, TRANSFER_ENTRIES } from './posting.sql';

/**
 * What the ledger is asked about its history. Repositories would not do: every statement is prepared, so that it is planned
 * once, for an index; rows come joined over tables that no foreign key connects, and most pages come from LATERAL look-ups.
 */

const ENTRY_COLUMNS = `e.seq, e.transfer_id AS "transferId", e.amount, e.balance_after AS "balanceAfter", e.created_at AS "createdAt", t.memo,
  CASE WHEN t.from_account_id = e.account_id THEN t.to_account_id ELSE t.from_account_id END AS "counterpartyId"`;

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

/** The two entries of a transfer, as they stand in the ledger, the payer's first. */
export const ENTRIES_OF_TRANSFER = {
  name: 'ledger_entries_of_transfer',
  text: `SELECT e.account_id AS "accountId", e.seq, e.amount FROM transfers t
    CROSS JOIN LATERAL (VALUES (t.from_account_id, t.from_seq), (t.to_account_id, t.to_seq)) AS side (account_id, seq)
    JOIN entries e ON e.account_id = side.account_id AND e.seq = side.seq
    WHERE t.id = $1 ORDER BY e.amount`,
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
 * Accounts that each of the given ones ($1) paid or was paid by in its latest $2 transfers of either side: two spans of an
 * index, however long the history.
 */
export const LATEST_PAYEES_AND_PAYERS = {
  name: 'ledger_latest_payees_and_payers',
  text: `SELECT DISTINCT side.direction, side.account_id AS "accountId" FROM unnest($1::bigint[]) AS own (id) CROSS JOIN LATERAL (
      (SELECT 'out' AS direction, to_account_id AS account_id FROM transfers WHERE from_account_id = own.id ORDER BY id DESC LIMIT $2)
      UNION ALL
      (SELECT 'in' AS direction, from_account_id AS account_id FROM transfers WHERE to_account_id = own.id ORDER BY id DESC LIMIT $2)
    ) AS side`,
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
