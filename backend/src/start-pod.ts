import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { configureApp, createHttpAdapter } from './app.setup';
import type { Config } from './platform/config/config';
import { Shutdown } from './platform/lifecycle/shutdown';
import { StartupError } from './platform/errors/startup-error';
import { createLogger } from './platform/observability/logger';
import { BankIoAdapter } from './realtime/io.adapter';

/** Connects and starts to listen. */
export async function startPod(config: Config, stopTracing?: () => Promise<void>): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), createHttpAdapter(config), {
    logger: createLogger(config.logLevel, { pod: config.podName }),
    abortOnError: false,
    bodyParser: false,
  });
  await configureApp(app);
  app.useWebSocketAdapter(new BankIoAdapter(app));
  await listen(app, config);
  if (stopTracing) app.get(Shutdown).onDrain(stopTracing);
  announce(config);
  return app;
}

async function listen(app: NestFastifyApplication, { host, port }: Config): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    const place = `${host}:${String(port)}`;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new StartupError(`${place} is taken. Stop what listens there, or set PORT.`);
    if (code === 'EADDRNOTAVAIL') throw new StartupError(`${place} is not on this machine. Check HOST.`);
    if (code === 'EACCES') throw new StartupError(`${place} needs more rights. Set PORT to one above 1023.`);
    throw error;
  }
}

function announce({ host, port, version, rateLimits, production, testSupport }: Config): void {
  const logger = new Logger('Pod');
  logger.log(`Version ${version} listens on ${host}:${String(port)}`);
  if (production && rateLimits === 'relaxed') logger.warn('RATE_LIMITS=relaxed: callers have no limits');
  if (production && testSupport) logger.warn('TEST_SUPPORT=true: anybody who reaches this pod can reset the bank');
}
