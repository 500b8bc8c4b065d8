import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { networkMessage, StartupError } from '../errors/startup-error';
import { isDatabaseUnavailable, sqlState } from './database-errors';

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
