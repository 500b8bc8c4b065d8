import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config/config';
import { StartupError } from '../errors/startup-error';

/**
 * Opens the doors, and says in the log where they are and which of them stand wide open.
 *
 * @throws StartupError when the address cannot be had
 */
export async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  const { host, port } = config;
  try {
    await app.listen(port, host);
  } catch (error) {
    throw explained(error, host, port);
  }
  announce(config);
}

function explained(error: unknown, host: string, port: number): unknown {
  const place = `${host}:${String(port)}`;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new StartupError(`${place} is taken. Stop what listens there, or set PORT.`);
  if (code === 'EADDRNOTAVAIL') return new StartupError(`${place} is not on this machine. Check HOST.`);
  if (code === 'EACCES') return new StartupError(`${place} needs more rights. Set PORT to one above 1023.`);
  return error;
}

function announce({ host, port, version, rateLimits, production, testSupport }: Config): void {
  const logger = new Logger('Pod');
  logger.log(`Version ${version} listens on ${host}:${String(port)}`);
  if (production && rateLimits === 'relaxed') logger.warn('RATE_LIMITS=relaxed: callers have no limits');
  if (production && testSupport) logger.warn('TEST_SUPPORT=true: anybody who reaches this pod can reset the bank');
}
