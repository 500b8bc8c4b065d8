import { Logger, PinoLogger } from 'nestjs-pino';
import pino from 'pino';
import { StartupError } from '../errors/startup-error';

/**
 * The log of a pod or command: one line of JSON per event on standard output. Requests leave a line only when they fail
 * or are slow; bodies, session ids and headers never get in.
 */
export function createLogger(level: string, bindings: Record<string, string> = {}): Logger {
  const logger = pino({
    level,
    base: bindings,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS, censor: '[secret]' },
  });
  return new QuietLogger(new PinoLogger({ pinoHttp: { logger } }), {});
}

/** Nest tells of every module and route at start: for who debugs. */
const CHATTY = new Set<unknown>([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

class QuietLogger extends Logger {
  /** What keeps the pod from starting is said once, by main, in one line. */
  override error(message: unknown, ...optionalParams: unknown[]): void {
    if (message instanceof StartupError || optionalParams.at(-1) === 'NestApplication') return;
    super.error(message, ...optionalParams);
  }

  override log(message: unknown, ...optionalParams: unknown[]): void {
    if (CHATTY.has(optionalParams.at(-1))) super.debug(message, ...optionalParams);
    else super.log(message, ...optionalParams);
  }
}

/** Nothing of ours logs these; errors of libraries may carry them. */
const SECRETS = ['authorization', 'password', 'sessionId', 'headers', 'parameters', 'body', 'command'].flatMap(
  (name) => [name, `*.${name}`],
);
