import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import type { Config } from '../config/config';
import { watchedClient } from './watched-client';
import { INTEGERS_AS_NUMBERS } from './whole-number';

/** What holds for each statement of a connection. Time-outs in milliseconds; 0 is none. */
interface ConnectionSettings {
  statementMs: number;
  lockMs: number;
  idleInTransactionMs: number;
  /** Kept by this side, for a server that hangs. */
  silenceMs: number;
  /** PostgreSQL's parameters. */
  planner: readonly string[];
}

/**
 * Plans are made once per connection and statement and kept. The statements are such that one plan fits all values, and
 * few rows of any table, found by an index, are all that one ever needs. What is planned while a table is small would
 * else read the whole of it, and go on doing so as it grows, until statistics are gathered anew. Costs of what is switched
 * off must not make PostgreSQL compile a plan either.
 */
const BY_INDEX = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'jit=off',
];

const POD: ConnectionSettings = {
  statementMs: 5000,
  lockMs: 5000,
  idleInTransactionMs: 5000,
  silenceMs: 6000,
  planner: BY_INDEX,
};
const MIGRATION: ConnectionSettings = { statementMs: 0, lockMs: 0, idleInTransactionMs: 0, silenceMs: 0, planner: [] };
const CONNECT_TIMEOUT_MS = 3000;
const IDLE_MS = 300_000;
const KEEP_ALIVE_MS = 10_000;

/** Options of a pod's connections: none of them may hold a hot row for long. */
export function podDatabaseOptions(
  config: Pick<Config, 'databaseUrl' | 'podName' | 'databasePool'>,
): PostgresDataSourceOptions {
  return options(config.databaseUrl, config.podName, config.databasePool, POD);
}

/** Options for migrating: connections that may take their time. */
export function migrationDatabaseOptions(databaseUrl: string): PostgresDataSourceOptions {
  return options(databaseUrl, 'migrations', 2, MIGRATION);
}

function options(url: string, user: string, poolSize: number, settings: ConnectionSettings): PostgresDataSourceOptions {
  const logger = new Logger('Database');
  return {
    type: 'postgres',
    url,
    applicationName: `banking-demo ${user}`.slice(0, 63),
    poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    installExtensions: false,
    synchronize: false,
    migrationsRun: false,
    migrations: [join(__dirname, '..', '..', 'migrations', '*{.js,.ts}')],
    migrationsTableName: 'migrations',
    logging: false,
    poolErrorHandler: (error: Error) => {
      logger.warn(`A connection to PostgreSQL was lost: ${error.message}`);
    },
    extra: {
      types: INTEGERS_AS_NUMBERS,
      // Statements given without waiting in between share a round trip.
      pipeline: true,
      statement_timeout: settings.statementMs,
      lock_timeout: settings.lockMs,
      idle_in_transaction_session_timeout: settings.idleInTransactionMs,
      options: settings.planner.map((parameter) => `-c ${parameter}`).join(' '),
      ...(settings.silenceMs > 0 && { Client: watchedClient(settings.silenceMs) }),
      idleTimeoutMillis: IDLE_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    },
  };
}
