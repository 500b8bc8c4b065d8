/** Opens accounts set-wise. $1 is the number of customers, $2 what each starts with; the treasury's id follows theirs. */

export const LEDGER_ACCOUNTS = `
  INSERT INTO ledger_accounts (id, currency, kind, balance, seq) OVERRIDING SYSTEM VALUE
  SELECT n, 'EUR', 'customer', $2::bigint, 1 FROM generate_series(1, $1::bigint) AS n
  UNION ALL SELECT $1::bigint + 1, 'EUR', 'treasury', -$2::bigint * $1::bigint, $1::bigint`;

export const SKIP_IDS = `SELECT setval(pg_get_serial_sequence('ledger_accounts', 'id'), $1::bigint + 1)`;

/** Ids of the opening grants are version 7, of a time before all others. */
export const GRANT_IDS = `
  CREATE FUNCTION pg_temp.grant_id(n bigint) RETURNS uuid LANGUAGE sql AS
    $$ SELECT ('00000000-0001-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid $$`;

export const GRANTS = `
  INSERT INTO transfers (id, kind, from_account_id, from_seq, to_account_id, to_seq, amount, currency, created_at)
  SELECT pg_temp.grant_id(n), 'grant', $1::bigint + 1, n, n, 1, $2::bigint, 'EUR', now() - interval '1 year'
    FROM generate_series(1, $1::bigint) AS n`;

export const GRANT_ENTRIES = `
  INSERT INTO entries (account_id, seq, transfer_id, amount, balance_after, created_at)
  SELECT n, 1, pg_temp.grant_id(n), $2::bigint, $2::bigint, now() - interval '1 year'
    FROM generate_series(1, $1::bigint) AS n
  UNION ALL
  SELECT $1::bigint + 1, n, pg_temp.grant_id(n), -$2::bigint, -$2::bigint * n, now() - interval '1 year'
    FROM generate_series(1, $1::bigint) AS n`;

/** $1 to $4: user ids, names, account numbers and ledger account ids, one array per column. */
const HOLDERS = `unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) AS holder (id, name, number, account_id)`;

export const USERS = `
  INSERT INTO users (id, username, display_name, password_hash, created_at)
  SELECT id, name, 'Customer ' || account_id, '!', now() - interval '1 year' FROM ${HOLDERS} WHERE number <> ''`;

export const ACCOUNTS = `
  INSERT INTO accounts (ledger_account_id, number, holder_id, holder_name, alias, name, currency, opened_at)
  SELECT account_id, number, id, 'Customer ' || account_id, name, 'Main account', 'EUR', now() - interval '1 year'
    FROM ${HOLDERS}`;

export const TREASURY = `
  INSERT INTO accounts (ledger_account_id, number, holder_name, name, currency, opened_at)
  VALUES ($1, $2, 'Banking Demo', 'Treasury EUR', 'EUR', now() - interval '1 year')`;
