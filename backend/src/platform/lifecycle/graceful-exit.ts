import { Server as HttpServer } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type INestApplication, Logger } from '@nestjs/common';
import { Config } from '../config/config';
import { StartupError } from '../errors/startup-error';
import { createLogger } from '../observability/logger';
import { PodEvents } from './pod-events';
import { PodRegistry } from './pod-registry';
import { Shutdown } from './shutdown';
import { onSignal } from './signals';

/** A kept-alive connection may have a request under way that has not arrived; it gets this long to show. */
const LINGER_MS = 500;
const POLL_MS = 25;

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

/** Ends a serving pod in order on SIGTERM or SIGINT, and at once on a second one. */
export function exitGracefullyOnSignals(app: INestApplication): void {
  onSignal((signal) => {
    onSignal(() => process.exit(1));
    void exitGracefully(app, signal);
  });
}

/** Readiness fails, wait, accept nothing more, close sockets, answer what was accepted, drain, close pools, exit. */
async function exitGracefully(app: INestApplication, signal: string): Promise<void> {
  const logger = new Logger('Shutdown');
  const { shutdownDelayMs, shutdownTimeoutMs } = app.get(Config);
  setTimeout(() => {
    logger.fatal(`Not done within ${String(shutdownTimeoutMs)} ms (SHUTDOWN_TIMEOUT_MS); ending anyway`);
    process.exit(1);
  }, shutdownTimeoutMs).unref();
  const shutdown = app.get(Shutdown);
  shutdown.begin();
  logger.log(`${signal}: no longer ready`);
  void app.get(PodEvents).tell({ kind: 'pod.draining', pod: app.get(PodRegistry).name });
  try {
    await delay(shutdownDelayMs);
    const server = app.getHttpServer() as HttpServer;
    const closed = stopAccepting(server);
    await shutdown.closeSockets();
    await answerAccepted(server, closed);
    await shutdown.drain();
    await app.close();
    logger.log('All work is done; goodbye');
    process.exit(0);
  } catch (error) {
    logger.fatal(error);
    process.exit(1);
  }
}

/** Closes the listening socket alone: the close of an HTTP server would cut idle connections off at once. */
function stopAccepting(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => {
      resolve();
    });
  });
}

/** Resolves when every connection is gone: after its answer, or because nothing came on it any more. */
async function answerAccepted(server: HttpServer, closed: Promise<void>): Promise<void> {
  const gone = closed.then(() => true);
  const goneWithin = (ms: number): Promise<boolean> => Promise.race([gone, delay(ms, false)]);
  if (await goneWithin(LINGER_MS)) return;
  do server.closeIdleConnections();
  while (!(await goneWithin(POLL_MS)));
}
