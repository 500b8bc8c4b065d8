import type { IncomingMessage } from 'node:http';
import { RequestMethod } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Config } from './platform/config/config';
import { Failures, sendProblem } from './platform/errors/problem.filter';
import { createApiDocument, serveApiDocs } from './platform/http/api-document';
import { trustedProxies } from './platform/http/caller-address';
import { addHttpHooks, HttpMetrics, requestIdOf, setStandardHeaders } from './platform/http/http-hooks';
import { passOverOffers, refuseConnection, rememberRequest } from './platform/http/http-server';
import { readJsonBodies } from './platform/http/request-body';
import { guideFromUnknownAddresses } from './platform/http/unknown-address';
import { serveSignpost, serveWebRoot } from './platform/http/web-page';
import { Shutdown } from './platform/lifecycle/shutdown';
import { limitUnguardedPaths } from './platform/limits/rate-limit.guard';
import { RateLimits } from './platform/limits/rate-limits';
import { Metrics, serveMetrics } from './platform/observability/metrics';

const BODY_LIMIT_BYTES = 64 * 1024;
/** For a whole request to arrive; slow senders do not hold connections. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The HTTP server of a pod. */
export function createHttpAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: trustedProxies(config.trustProxy),
    requestIdHeader: false,
    genReqId: requestIdOf,
    rewriteUrl: ({ url = '/' }) => withoutBasePath(url, config.basePath),
    // A pod that is ending finishes what it has accepted.
    return503OnClosing: false,
    // No middleware of Express's kind is used.
    skipMiddie: true,
    clientErrorHandler: refuseConnection(config.podName),
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      setStandardHeaders(request, reply, config.podName);
      sendProblem(new Failures().of(error), request, reply);
    },
  });
}

/** What a proxy leaves in front of it, or takes away: both find the bank. */
function withoutBasePath(url: string, basePath: string): string {
  const below = basePath !== '' && url.startsWith(basePath) ? url.slice(basePath.length) : url;
  return /^[/?]/.test(below) ? below.replace(/^\?/, '/?') : below === '' ? '/' : url;
}

/** Sockets come past Fastify. */
function stripBasePathOfSockets(app: NestFastifyApplication, basePath: string): void {
  app.getHttpServer().prependListener('upgrade', (request: IncomingMessage) => {
    request.url = withoutBasePath(request.url ?? '/', basePath);
  });
}

/** Everything around the routes: paths, headers, page, docs. */
export async function configureApp(app: NestFastifyApplication): Promise<void> {
  const config = app.get(Config);
  configurePaths(app);
  if (config.basePath !== '') stripBasePathOfSockets(app, config.basePath);
  app.getHttpServer().prependListener('request', rememberRequest);
  passOverOffers(app.getHttpServer());
  const fastify = app.getHttpAdapter().getInstance();
  readJsonBodies(fastify);
  addHttpHooks(fastify, { config, shutdown: app.get(Shutdown), metrics: app.get(HttpMetrics) });
  if (config.corsOrigins.length > 0) enableCors(app, config.corsOrigins);
  limitUnguardedPaths(fastify, app.get(RateLimits), app.get(Failures));
  guideFromUnknownAddresses(fastify);
  serveApiDocs(app, fastify, () => createApiDocument(app, config));
  if (config.metricsPort === undefined) serveMetrics(fastify, app.get(Metrics));
  if (config.webRoot === undefined) await serveSignpost(fastify);
  else await serveWebRoot(fastify, config.webRoot, config.basePath);
}

/** The API below /api; what operates the pod beside it. */
export function configurePaths(app: NestFastifyApplication): void {
  app.setGlobalPrefix('api', {
    exclude: ['health/live', 'health/ready'].map((path) => ({ path, method: RequestMethod.GET })),
  });
}

function enableCors(app: NestFastifyApplication, origin: string[]): void {
  app.enableCors({
    origin,
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-Request-Id'],
    exposedHeaders: ['Idempotency-Key', 'Idempotency-Replayed', 'Retry-After', 'X-Request-Id', 'X-Served-By'],
    maxAge: 600,
  });
}
