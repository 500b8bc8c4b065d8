import { Logger, PinoLogger } from 'nestjs-pino';
import pino from 'pino';

/**
 * The log of a pod or command: one line of JSON per event on standard output. Requests leave a line only when they fail
 * or are slow, so that logging costs the others nothing; bodies, session ids and headers never get in.
 */
export function createLogger(level: string, bindings: Record<string, string> = {}): Logger {
  const logger = pino({
    level,
    base: bindings,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRETS, censor: '[secret]' },
  });
  return new Logger(new PinoLogger({ pinoHttp: { logger } }), {});
}

/** Nothing of ours logs these; errors of libraries may carry them. */
const SECRETS = ['authorization', 'password', 'sessionId', 'headers', 'parameters', 'body'].flatMap((name) => [
  name,
  `*.${name}`,
]);
