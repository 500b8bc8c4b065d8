/** The statements of the integrity proof. */

export const SUMS = {
  name: 'integrity_sums',
  text: `SELECT currency, sum(balance)::text AS total, count(*) AS accounts FROM ledger_accounts GROUP BY currency ORDER BY currency`,
};

export const ACCOUNTS_PAGE = {
  name: 'integrity_accounts',
  text: `SELECT id, seq, balance FROM ledger_accounts WHERE id > $1 ORDER BY id LIMIT $2`,
};

/** Follows up to $4 entries of each account on from where it was proven; balance and seq are of the same snapshot. */
export const FOLLOW_SLICES = {
  name: 'integrity_slices',
  text: `SELECT a.id, a.seq, a.balance, slice.entries, slice.last_seq, slice.last_balance, slice.chained
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS start (id, seq, balance)
    JOIN ledger_accounts a ON a.id = start.id
    CROSS JOIN LATERAL (
      SELECT count(*) AS entries, max(seq) AS last_seq, (array_agg(balance_after ORDER BY seq DESC))[1] AS last_balance,
        bool_and(balance_after = start.balance + running) AS chained
      FROM (
        SELECT seq, balance_after, sum(amount) OVER (ORDER BY seq) AS running FROM (
          SELECT seq, balance_after, amount FROM entries
            WHERE account_id = start.id AND seq > start.seq ORDER BY seq LIMIT $4
        ) AS entry
      ) AS followed
    ) AS slice`,
};
