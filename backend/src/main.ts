import { Config, ConfigError, loadConfig } from './platform/config/config';
import { StartupError } from './platform/lifecycle/startup-error';
import { createLogger } from './platform/observability/logger';

/** One pod of the bank. */
async function main(): Promise<void> {
  let config: Config | undefined;
  try {
    config = loadConfig(process.env);
    // Both are loaded only now: tracing has to be in place before what it instruments, and costs nothing when unused.
    const stopTracing = config.otlpEndpoint === undefined ? undefined : await traced(config);
    const { startPod } = await import('./start-pod');
    await startPod(config, stopTracing);
  } catch (error) {
    const logger = createLogger(config?.logLevel ?? 'info');
    logger.fatal(error instanceof ConfigError || error instanceof StartupError ? error.message : { err: error });
    process.exit(1);
  }
}

async function traced(config: Config): Promise<() => Promise<void>> {
  const { startTracing } = await import('./platform/observability/tracing');
  return startTracing(config);
}

void main();
