import { escapeIdentifier } from 'pg';

/**
 * The way back to the seed, and the one way past the triggers: a function of the database, owned by whoever migrates, since
 * pods may neither empty tables nor touch triggers. It is there with TEST_SUPPORT alone.
 */

/** Identities go on counting, so that nothing remembered from before can name something new. */
export function createReset(schema: string): string {
  return `CREATE OR REPLACE FUNCTION testing_reset() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = ${escapeIdentifier(schema)}, pg_temp AS $$
  BEGIN
    ALTER TABLE ledger_accounts DISABLE TRIGGER USER;
    ALTER TABLE transfers DISABLE TRIGGER USER;
    ALTER TABLE entries DISABLE TRIGGER USER;
    TRUNCATE ledger_accounts, transfers, entries, accounts, users, notifications, outbox CONTINUE IDENTITY;
    ALTER TABLE ledger_accounts ENABLE TRIGGER USER;
    ALTER TABLE transfers ENABLE TRIGGER USER;
    ALTER TABLE entries ENABLE TRIGGER USER;
  END $$;
  REVOKE ALL ON FUNCTION testing_reset() FROM PUBLIC`;
}

export const DROP_RESET = 'DROP FUNCTION IF EXISTS testing_reset()';

export function grantReset(role: string): string {
  return `GRANT EXECUTE ON FUNCTION testing_reset() TO ${escapeIdentifier(role)}`;
}

export const CALL_RESET = 'SELECT testing_reset()';
