import './platform/lifecycle/signals';
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { configureApp, createHttpAdapter } from './app.setup';
import { loadConfig } from './platform/config/config';
import { listen } from './platform/http/http-server';
import { exitGracefullyOnSignals, exitOnFatalErrors } from './platform/lifecycle/graceful-exit';
import { createLogger } from './platform/observability/logger';
import { BankIoAdapter } from './realtime/realtime.gateway';

/** One pod of the bank. Traces are its own module, loaded before this one: see tracing.ts. */
async function main(): Promise<void> {
  exitOnFatalErrors();
  const config = loadConfig(process.env);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), createHttpAdapter(config), {
    logger: createLogger(config.logLevel, { pod: config.podName }),
    abortOnError: false,
    bodyParser: false,
  });
  await configureApp(app);
  app.useWebSocketAdapter(new BankIoAdapter(app));
  await listen(app, config);
  exitGracefullyOnSignals(app);
}

void main();
