import { type Config, ConfigError, loadConfig } from './platform/config/config';
import { exitOnSignals } from './platform/lifecycle/graceful-exit';
import { StartupError } from './platform/errors/startup-error';
import { createLogger } from './platform/observability/logger';

/** One pod of the bank. */
async function main(): Promise<void> {
  const onServing = exitOnSignals();
  process.on('uncaughtException', (error) => {
    createLogger('fatal').fatal(isForPeople(error) ? error.message : { err: error });
    process.exit(1);
  });
  const config = loadConfig(process.env);
  // Both are loaded only now: tracing has to be in place before what it instruments, and costs nothing when unused.
  const stopTracing = config.otlpEndpoint === undefined ? undefined : await traced(config);
  const { startPod } = await import('./start-pod');
  onServing(await startPod(config, stopTracing));
}

async function traced(config: Config): Promise<() => Promise<void>> {
  const { startTracing } = await import('./tracing');
  return startTracing(config);
}

/** Whether the message says all there is to say. */
function isForPeople(error: Error): boolean {
  return error instanceof ConfigError || error instanceof StartupError;
}

void main();
