import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Client, type CustomTypesConfig, types } from 'pg';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import type { Config } from '../config/config';
import { networkMessage, StartupError } from '../errors/startup-error';
import { isDatabaseUnavailable, sqlState } from './database-errors';

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

/** pg hands bigint on as text; ours all fit a number, or they are a bug. Entities have them as they come. */
const INTEGERS_AS_NUMBERS: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === types.builtins.INT8 && format !== 'binary' ? safeInteger : (types.getTypeParser(oid, format) as unknown),
};

/** @throws RangeError beyond ±(2^53 - 1) */
export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} from the database is not a safe integer`);
  return value;
}

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

/** Parts of pg's client that its types leave out. */
interface ClientInternals {
  connection: { stream: Socket };
  /** False while the server owes an answer. */
  readyForQuery: boolean;
}

/**
 * A connection that is cut when the server owes an answer and sends nothing for too long, as one that hangs does. pg's
 * own `query_timeout` would give up the query but keep the connection, and drop a ROLLBACK that waits behind it: the pool
 * would hand on a connection within a transaction of somebody else.
 */
function watchedClient(silenceMs: number): typeof Client {
  return class WatchedClient extends Client {
    constructor(...args: ConstructorParameters<typeof Client>) {
      super(...args);
      this.once('connect', () => {
        const client = this as unknown as ClientInternals;
        const { stream } = client.connection;
        stream.setTimeout(silenceMs, () => {
          if (!client.readyForQuery) stream.destroy(silence(silenceMs));
        });
      });
    }
  };
}

function silence(ms: number): Error {
  return Object.assign(new Error(`PostgreSQL did not answer for ${String(ms)} ms`), { code: 'ETIMEDOUT' });
}

/** A server that is just starting is waited for this long. */
const STARTUP_TIMEOUT_MS = 30_000;
const PAUSE_MS = 1000;

/** What PostgreSQL reports when asking again cannot help. */
const PERMANENT_CONNECT_ERRORS: Record<string, string> = {
  '28P01': 'refuses the password',
  '28000': 'refuses the user',
  '3D000': 'has no such database',
  '42501': 'denies the permission',
};

/** What the other end's certificate, or the lack of one, is called by Node and pg. */
const NOT_TRUSTED =
  /self.signed certificate|unable to (?:verify|get)|certificate has expired|altnames|server does not support SSL/i;

/**
 * Connects; waits for a server that is not there yet.
 *
 * @throws StartupError that says which server and why
 */
export async function connectDatabase(options: PostgresDataSourceOptions): Promise<DataSource> {
  const logger = new Logger('Database');
  const server = serverName(options.url ?? '');
  const deadline = performance.now() + STARTUP_TIMEOUT_MS;
  let lastReason: string | undefined;
  for (;;) {
    const dataSource = new DataSource(options);
    try {
      return await dataSource.initialize();
    } catch (error) {
      const refusal = PERMANENT_CONNECT_ERRORS[sqlState(error) ?? ''];
      if (refusal !== undefined)
        throw new StartupError(`${server} ${refusal}: ${networkMessage(error)}. Check DATABASE_URL.`);
      if (NOT_TRUSTED.test(networkMessage(error)))
        throw new StartupError(
          `${server} is not trusted: ${networkMessage(error)}. Check sslmode in DATABASE_URL, and DATABASE_CA_FILE.`,
        );
      if (!isDatabaseUnavailable(error)) throw error;
      if (performance.now() > deadline)
        throw new StartupError(
          `${server} cannot be reached: ${networkMessage(error)}. Start it, or check DATABASE_URL.`,
        );
      const reason = networkMessage(error);
      if (reason !== lastReason) logger.warn(`${server} cannot be reached yet: ${reason}`);
      lastReason = reason;
      await delay(PAUSE_MS);
    }
  }
}

/** The server without user and password, for messages. */
function serverName(url: string): string {
  if (!URL.canParse(url)) return 'PostgreSQL';
  const { host, pathname, searchParams } = new URL(url);
  return `PostgreSQL at ${host || (searchParams.get('host') ?? 'localhost')}${pathname}`;
}
