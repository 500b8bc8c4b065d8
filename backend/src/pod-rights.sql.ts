import { escapeIdentifier, escapeLiteral } from 'pg';

/**
 * The rights that pods need of the database, and no other: the one who migrates owns the tables, and so alone can change
 * them, their triggers and what was posted. No repository knows of rights.
 */

/** By table. A lock on rows needs the right to update some column of them. */
const RIGHTS: Record<string, string> = {
  migrations: 'SELECT',
  users: 'SELECT, INSERT, UPDATE (password_hash)',
  ledger_accounts: 'SELECT, INSERT, UPDATE (balance, seq)',
  transfers: 'SELECT, INSERT',
  entries: 'SELECT, INSERT',
  accounts: 'SELECT, INSERT, UPDATE (name)',
  notifications: 'SELECT, INSERT, UPDATE (read_at)',
  outbox: 'SELECT, INSERT, UPDATE (created_at), DELETE',
};

export const WHERE_AND_WHO = 'SELECT current_schema() AS schema, current_database() AS database, current_user AS owner';

/** Whether there is a role of that name ($1). */
export const FIND_ROLE = 'SELECT FROM pg_roles WHERE rolname = $1';

export function createRole(role: string, password: string): string {
  return `CREATE ROLE ${escapeIdentifier(role)} LOGIN PASSWORD ${escapeLiteral(password)}`;
}

/** Takes all rights from everybody, and gives the pods theirs. To be run in one transaction, any number of times. */
export function grantRights(role: string, schema: string, database: string): string[] {
  const [pods, inSchema, here] = [role, schema, database].map((name) => escapeIdentifier(name)) as [
    string,
    string,
    string,
  ];
  return [
    // A temporary table would hide one of the bank's from what reads it by its name.
    `REVOKE TEMPORARY ON DATABASE ${here} FROM PUBLIC`,
    `REVOKE CREATE ON SCHEMA ${inSchema} FROM PUBLIC`,
    `GRANT USAGE ON SCHEMA ${inSchema} TO ${pods}`,
    ...Object.entries(RIGHTS).flatMap(([table, rights]) => [
      `REVOKE ALL ON ${inSchema}.${escapeIdentifier(table)} FROM PUBLIC, ${pods}`,
      `GRANT ${rights} ON ${inSchema}.${escapeIdentifier(table)} TO ${pods}`,
    ]),
  ];
}
