/** What is asked of the database about itself: no table of ours, so there is no repository for it. */

/** Names of the migrations that were run. */
export const EXECUTED_MIGRATIONS = 'SELECT name FROM migrations';

/** Those of the named tables ($1) that are not there. */
export const MISSING_TABLES =
  'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(quote_ident(name)) IS NULL';

/** Whether anybody answers. */
export const PING = 'SELECT 1';

/** Tells this database from every other: the cluster's own number, which its replicas share, and the database's within it. */
export const IDENTITY = `SELECT server.system_identifier || '/' || database.oid AS identity
    FROM pg_control_system() AS server, pg_database AS database WHERE database.datname = current_database()`;

/** Session locks that belong to whoever calls, by number ($1). */
export const TRY_ADVISORY_LOCK = 'SELECT pg_try_advisory_lock($1) AS taken';
export const RELEASE_ADVISORY_LOCK = 'SELECT pg_advisory_unlock($1)';
