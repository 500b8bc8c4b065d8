/** Who holds which account. $1 to $4: ids of accounts, users, names and numbers, one array each; $5 what each starts with. */
const HOLDERS = `unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[]) AS holder (id, user_id, alias, number)`;

/** How a peer's accounts are opened in its own tables, and what is counted in them afterwards. */
export interface PeerTables {
  /** Takes the parameters of HOLDERS and the opening funds as $5; absent where accounts are opened otherwise. */
  open?: string;
  /** Answers `total`, the sum of all balances, and the numbers of `entries` and `transfers`. */
  check: string;
}

export const PLAIN: PeerTables = {
  open: `INSERT INTO plain_accounts (id, "holderId", alias, number, balance, seq)
    SELECT id, user_id, alias, number, $5, 0 FROM ${HOLDERS}`,
  check: `SELECT (SELECT sum(balance) FROM plain_accounts) AS total, (SELECT count(*) FROM plain_entries) AS entries,
    (SELECT count(*) FROM plain_transfers) AS transfers`,
};

export const OPTIMISTIC: PeerTables = {
  open: `WITH opened AS (INSERT INTO peer_accounts SELECT id, user_id, alias FROM ${HOLDERS} RETURNING id)
    INSERT INTO balances (id, balance, version) SELECT id, $5, 0 FROM opened`,
  check: `SELECT (SELECT sum(balance) FROM balances) AS total, (SELECT count(*) FROM entries) AS entries,
    (SELECT count(*) FROM transfers) AS transfers`,
};

export const EVENT_SOURCED: PeerTables = {
  open: `WITH opened AS (INSERT INTO peer_accounts SELECT id, user_id, alias FROM ${HOLDERS} RETURNING id)
    INSERT INTO snapshots (stream, version, balance) SELECT id, 0, $5 FROM opened`,
  check: `SELECT (SELECT sum(s.balance + coalesce((SELECT sum((e.data->>'amount')::bigint) FROM events e
        WHERE e.stream = s.stream AND e.version > s.version), 0)) FROM snapshots s) AS total,
    (SELECT count(*) FROM events) AS entries, (SELECT count(*) FROM commands) AS transfers`,
};

/** Accounts are called as the script of pgbench calls them. */
export const PGLEDGER: PeerTables = {
  open: `INSERT INTO pgledger_accounts (id, name, currency, balance, allow_negative_balance, allow_positive_balance, created_at, updated_at)
    SELECT 'account-' || id, alias, 'EUR', $5, false, true, now(), now() FROM ${HOLDERS}`,
  check: `SELECT (SELECT sum(balance) FROM pgledger_accounts) AS total, (SELECT count(*) FROM pgledger_entries) AS entries,
    (SELECT count(*) FROM pgledger_transfers) AS transfers`,
};

/** It has no entries: since each transfer is of 1, they are told by what was debited, and the total by what was credited too. */
export const BLNK: PeerTables = {
  open: `INSERT INTO blnk.balances (balance_id, balance, credit_balance, debit_balance, currency, ledger_id, created_at)
    SELECT 'bln_' || alias, $5, $5, 0, 'EUR', 'general_ledger_id', now() FROM ${HOLDERS}`,
  check: `SELECT (SELECT sum(balance) FROM blnk.balances) AS total, (SELECT 2 * sum(debit_balance) FROM blnk.balances) AS entries,
    (SELECT count(*) FROM blnk.transactions WHERE status = 'APPLIED') AS transfers`,
};

/** Funds come from its account `world`, which may be overdrawn without limit. */
export const FORMANCE: PeerTables = {
  check: `SELECT (SELECT sum(input - output) FROM _default.accounts_volumes WHERE accounts_address <> 'world') AS total,
    (SELECT count(*) FROM _default.moves) AS entries, (SELECT count(*) FROM _default.transactions) AS transfers`,
};
