import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Customers, the ledger with the checks that guard it, inbox and outbox. */
export class CreateBank1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    const [{ schema }] = (await runner.query('SELECT quote_ident(current_schema()) AS schema')) as [{ schema: string }];
    await runner.query(ledgerTriggers(schema));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE outbox, notifications, accounts, entries, transfers, ledger_accounts, users;
      DROP FUNCTION ledger_check_transfers, ledger_check_entries, ledger_check_opened_accounts, ledger_check_updated_accounts,
        ledger_refuse_change;
    `);
  }
}

const MAX_SAFE = Number.MAX_SAFE_INTEGER;

const TABLES = `
  CREATE TABLE users (
    id uuid CONSTRAINT pk_users PRIMARY KEY,
    username text NOT NULL CONSTRAINT uq_users_username UNIQUE,
    display_name text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT ck_users_username CHECK (username ~ '^[a-z][a-z0-9._-]{2,31}$'),
    CONSTRAINT ck_users_display_name CHECK (length(display_name) BETWEEN 1 AND 80)
  );

  -- Half-empty pages leave room for the next version of a row beside it, so that balance updates stay HOT.
  CREATE TABLE ledger_accounts (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_ledger_accounts PRIMARY KEY,
    currency char(3) NOT NULL,
    kind text NOT NULL,
    balance bigint NOT NULL DEFAULT 0,
    seq bigint NOT NULL DEFAULT 0,
    CONSTRAINT ck_ledger_accounts_kind CHECK (kind IN ('customer', 'treasury')),
    CONSTRAINT ck_ledger_accounts_balance CHECK (balance >= 0 OR kind = 'treasury'),
    CONSTRAINT ck_ledger_accounts_safe CHECK (balance BETWEEN -${String(MAX_SAFE)} AND ${String(MAX_SAFE)})
  ) WITH (fillfactor = 50);
  CREATE UNIQUE INDEX uq_ledger_accounts_treasury ON ledger_accounts (currency) WHERE kind = 'treasury';

  -- No foreign keys here: the statement-level triggers do their work at a fraction of the cost.
  CREATE TABLE transfers (
    id uuid CONSTRAINT pk_transfers PRIMARY KEY,
    kind text NOT NULL,
    from_account_id bigint NOT NULL,
    from_seq bigint NOT NULL,
    to_account_id bigint NOT NULL,
    to_seq bigint NOT NULL,
    amount bigint NOT NULL,
    currency char(3) NOT NULL,
    memo text,
    initiated_by uuid,
    idempotency_key text,
    request_hash bytea,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT uq_transfers_idempotency_key UNIQUE (initiated_by, idempotency_key),
    CONSTRAINT ck_transfers_kind CHECK (kind IN ('payment', 'grant')),
    CONSTRAINT ck_transfers_amount CHECK (amount > 0),
    CONSTRAINT ck_transfers_two_accounts CHECK (from_account_id <> to_account_id),
    CONSTRAINT ck_transfers_initiator CHECK (
      kind = 'grant' OR (initiated_by IS NOT NULL AND idempotency_key IS NOT NULL AND request_hash IS NOT NULL)
    )
  );
  CREATE INDEX ix_transfers_from ON transfers (from_account_id, id);
  CREATE INDEX ix_transfers_to ON transfers (to_account_id, id);

  CREATE TABLE entries (
    account_id bigint NOT NULL,
    seq bigint NOT NULL,
    transfer_id uuid NOT NULL,
    amount bigint NOT NULL,
    balance_after bigint NOT NULL,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT pk_entries PRIMARY KEY (account_id, seq),
    CONSTRAINT ck_entries_amount CHECK (amount <> 0)
  );

  -- holder_id is null on the treasuries only.
  CREATE TABLE accounts (
    ledger_account_id bigint CONSTRAINT pk_accounts PRIMARY KEY
      CONSTRAINT fk_accounts_ledger_account REFERENCES ledger_accounts (id),
    number char(10) NOT NULL CONSTRAINT uq_accounts_number UNIQUE,
    holder_id uuid CONSTRAINT fk_accounts_holder REFERENCES users (id),
    holder_name text NOT NULL,
    alias text CONSTRAINT uq_accounts_alias UNIQUE,
    name text NOT NULL,
    currency char(3) NOT NULL,
    opened_at timestamptz(3) NOT NULL,
    CONSTRAINT ck_accounts_number CHECK (number ~ '^[0-9]{10}$')
  );
  CREATE INDEX ix_accounts_holder ON accounts (holder_id, ledger_account_id);

  -- Written in the transfer's own transaction, whose accounts vouch for the user: no foreign key.
  CREATE TABLE notifications (
    user_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    data jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    read_at timestamptz(3),
    CONSTRAINT pk_notifications PRIMARY KEY (user_id, id)
  );
  CREATE INDEX ix_notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL;

  CREATE TABLE outbox (
    id uuid CONSTRAINT pk_outbox PRIMARY KEY,
    payload jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now()
  );
`;

/**
 * Statement-level triggers with transition tables: one check per statement, whatever the number of rows. They run at the
 * end of the outermost statement, so a writable CTE that adds transfers and entries and moves balances is judged whole.
 *
 * The planner options keep every look-up on the primary keys even while the tables have no statistics yet. The search path
 * keeps it on the bank's own tables: a temporary one of the same name would come first otherwise.
 */
const ledgerTriggers = (schema: string): string => `
  CREATE FUNCTION ledger_check_transfers() RETURNS trigger LANGUAGE plpgsql
    SET search_path = ${schema}, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  DECLARE bad uuid;
  BEGIN
    SELECT t.id INTO bad
      FROM added t
      LEFT JOIN entries debit ON debit.account_id = t.from_account_id AND debit.seq = t.from_seq
        AND debit.transfer_id = t.id AND debit.amount = -t.amount
      LEFT JOIN entries credit ON credit.account_id = t.to_account_id AND credit.seq = t.to_seq
        AND credit.transfer_id = t.id AND credit.amount = t.amount
      WHERE debit.seq IS NULL OR credit.seq IS NULL
      LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'transfer % has not exactly two balanced entries', bad;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER tr_transfers_inserted AFTER INSERT ON transfers REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_transfers();

  CREATE FUNCTION ledger_check_entries() RETURNS trigger LANGUAGE plpgsql
    SET search_path = ${schema}, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  DECLARE bad record;
  BEGIN
    SELECT e.account_id, e.seq INTO bad
      FROM added e
      LEFT JOIN entries previous ON previous.account_id = e.account_id AND previous.seq = e.seq - 1
      LEFT JOIN transfers t ON t.id = e.transfer_id
      LEFT JOIN ledger_accounts a ON a.id = e.account_id AND a.currency = t.currency
      WHERE t.id IS NULL
        OR (e.account_id, e.seq, e.amount) NOT IN ((t.from_account_id, t.from_seq, -t.amount), (t.to_account_id, t.to_seq, t.amount))
        OR e.seq < 1
        OR (e.seq > 1 AND previous.seq IS NULL)
        OR e.balance_after <> coalesce(previous.balance_after, 0) + e.amount
        OR a.id IS NULL
        OR a.seq < e.seq
        OR (a.seq = e.seq AND a.balance <> e.balance_after)
      LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'entry % of account % does not continue its account or belongs to no transfer in its currency', bad.seq, bad.account_id;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER tr_entries_inserted AFTER INSERT ON entries REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_entries();

  CREATE FUNCTION ledger_check_opened_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM added WHERE balance <> 0 OR seq <> 0) THEN
      RAISE EXCEPTION 'a ledger account opens with balance 0 and seq 0; money comes by a transfer';
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER tr_ledger_accounts_inserted AFTER INSERT ON ledger_accounts REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_opened_accounts();

  CREATE FUNCTION ledger_check_updated_accounts() RETURNS trigger LANGUAGE plpgsql
    SET search_path = ${schema}, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  DECLARE bad bigint;
  BEGIN
    SELECT a.id INTO bad
      FROM changed a
      LEFT JOIN entries last ON last.account_id = a.id AND last.seq >= a.seq
      WHERE (last.seq IS NULL AND (a.seq <> 0 OR a.balance <> 0)) OR last.seq <> a.seq OR last.balance_after <> a.balance
      LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'balance or seq of ledger account % disagrees with its last entry', bad;
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER tr_ledger_accounts_updated AFTER UPDATE ON ledger_accounts REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_updated_accounts();

  CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% on % is refused: the ledger is append-only', TG_OP, TG_TABLE_NAME;
  END $$;
  CREATE TRIGGER tr_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
  CREATE TRIGGER tr_transfers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
  CREATE TRIGGER tr_ledger_accounts_permanent BEFORE DELETE OR TRUNCATE ON ledger_accounts
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
  CREATE TRIGGER tr_ledger_accounts_identity BEFORE UPDATE OF id, currency, kind ON ledger_accounts
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
`;
