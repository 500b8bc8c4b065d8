/** The way back to the seed: a function of the database, for no repository may change what the triggers guard. */

/** Identities go on counting, so that nothing remembered from before can name something new. */
export const CREATE_RESET = `CREATE OR REPLACE FUNCTION testing_reset() RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    ALTER TABLE ledger_accounts DISABLE TRIGGER USER;
    ALTER TABLE transfers DISABLE TRIGGER USER;
    ALTER TABLE entries DISABLE TRIGGER USER;
    TRUNCATE ledger_accounts, transfers, entries, accounts, users, notifications, outbox CONTINUE IDENTITY;
    ALTER TABLE ledger_accounts ENABLE TRIGGER USER;
    ALTER TABLE transfers ENABLE TRIGGER USER;
    ALTER TABLE entries ENABLE TRIGGER USER;
  END $$`;

export const DROP_RESET = 'DROP FUNCTION IF EXISTS testing_reset()';

export const CALL_RESET = 'SELECT testing_reset()';
