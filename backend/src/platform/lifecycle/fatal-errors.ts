import { StartupError } from '../errors/startup-error';
import { createLogger } from '../observability/logger';

/** Ends the process on an error that nobody caught: of one that is made for people the log has the message alone. */
export function exitOnFatalErrors(): void {
  process.on('uncaughtException', (error) => {
    try {
      createLogger('fatal').fatal(error instanceof StartupError ? error.message : { err: error });
    } finally {
      process.exit(1);
    }
  });
}
