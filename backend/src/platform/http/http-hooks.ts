import type { IncomingMessage } from 'node:http';
import { finished, type Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config';
import { newId } from '../database/uuid';
import type { DomainError } from '../errors/domain-error';
import type { FailedRequest } from '../errors/problem.filter';
import { networkMessage } from '../errors/startup-error';
import type { Shutdown } from '../lifecycle/shutdown';
import { Metrics, SECONDS } from '../observability/metrics';
import { plainForwardedFor } from './caller-address';
import { settleIdempotencyKey, unwrapReplayable } from './idempotency-key';
import { assertReadableBody } from './request-body';

/** A request slower than this is worth a line in the log. */
const SLOW_MS = 1000;

/** More than this of a refused body is not worth reading to its end. */
const DRAINED_MAX_BYTES = 16 * 1024 * 1024;

/** A request id that is taken from the caller. */
const SANE_ID = /^[\w.:/+=-]{1,64}$/;

/** API answers are data: nobody keeps, sniffs, frames or runs them. */
const API_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** What holds for every request, whatever handles it. */
export function addHttpHooks(
  fastify: FastifyInstance,
  { config, shutdown, metrics }: { config: Config; shutdown: Shutdown; metrics: HttpMetrics },
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    setStandardHeaders(request, reply, config.podName);
    plainForwardedFor(request.raw.headers);
    settleIdempotencyKey(request, reply);
    done();
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    assertReadableBody(request.body);
    done();
  });
  fastify.addHook('preSerialization', (_request, reply, answer, done) => {
    done(null, unwrapReplayable(answer, reply));
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    drainRefusedBody(request, reply, () => {
      // A pod that is ending asks its callers to come back over a new connection, which finds another pod.
      if (shutdown.shuttingDown) reply.header('Connection', 'close');
      done(null, payload);
    });
  });
  if (config.otlpEndpoint !== undefined) fastify.addHook('onRequest', nameSpan);
  const record = recorder(metrics, ['debug', 'trace'].includes(config.logLevel));
  fastify.addHook('onResponse', (request, reply, done) => {
    record(request, reply);
    done();
  });
}

/** Headers that every answer carries. */
export function setStandardHeaders(request: FastifyRequest, reply: FastifyReply, podName: string): void {
  reply.header('X-Request-Id', request.id);
  reply.header('X-Served-By', podName);
  reply.headers(API_HEADERS);
}

/**
 * Fastify closes the connection on which it refuses a body, while the caller may still be sending: who is cut off in the
 * middle does not get to read why. So the rest is read and dropped, as far as it is worth it. Where the caller wants the
 * connection closed Node does so after the answer, which therefore waits for the rest.
 */
function drainRefusedBody({ headers, raw }: FastifyRequest, reply: FastifyReply, goOn: () => void): void {
  const refused = reply.statusCode === 413 || reply.statusCode === 415;
  if (!refused || Number(headers['content-length'] ?? 0) > DRAINED_MAX_BYTES) {
    goOn();
    return;
  }
  if (headers['transfer-encoding'] !== undefined) boundRest(raw);
  if (reply.raw.shouldKeepAlive) {
    reply.removeHeader('Connection');
    goOn();
  } else {
    // Said, so that a proxy sends nothing more on it.
    reply.header('Connection', 'close');
    finished(raw, goOn);
  }
  raw.resume();
}

/** Of a body in chunks nobody knows how much of it is to come. */
function boundRest(body: Readable): void {
  let left = DRAINED_MAX_BYTES;
  body.on('data', ({ length }: Buffer) => {
    left -= length;
    if (left < 0) body.destroy();
  });
}

/** The instrumentation of node:http knows no routes; its spans would all be called after their method. */
function nameSpan({ method, routeOptions }: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  const route = routeOptions.url ?? 'none';
  trace.getActiveSpan()?.setAttribute('http.route', route).updateName(`${method} ${route}`);
  done();
}

/** For what is no data: the headers of `setStandardHeaders` that a page replaces by its own. */
export function dropDataHeaders(reply: FastifyReply): void {
  for (const name of Object.keys(API_HEADERS)) reply.removeHeader(name);
}

/** Counts every answer; a line in the log is only for what failed on our side or was slow, and for who debugs. */
function recorder(metrics: HttpMetrics, verbose: boolean): (request: FailedRequest, reply: FastifyReply) => void {
  const logger = new Logger('Request');
  return (request, reply) => {
    const { id: requestId, method, failure } = request;
    const route = request.routeOptions.url ?? 'none';
    const { statusCode: status, elapsedTime: ms } = reply;
    metrics.answered(method, route, status, ms / 1000);
    if (route.startsWith('/health/')) return;
    const about = { requestId, method, route, status, ms: Math.round(ms) };
    if (failure?.code === 'internal') logger.error({ ...about, err: failure.cause }, 'failed');
    else if (status >= 500 || isOurLeak(failure)) logger.warn({ ...about, ...reasons(failure) }, 'failed');
    else if (ms > SLOW_MS) logger.warn(about, 'slow');
    else if (verbose) logger.debug(about, 'done');
  };
}

/** Bad input is refused by its DTO; what gets as far as the database and fails there shows a check that is missing. */
function isOurLeak(failure: DomainError | undefined): boolean {
  return failure?.code === 'validation_failed' && failure.cause !== undefined;
}

function reasons(failure: DomainError | undefined): object {
  return { code: failure?.code, detail: failure?.message, cause: failure?.cause && networkMessage(failure.cause) };
}

/** The caller's X-Request-Id when it is short and plain, so that it can be followed through the logs; else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : newId();
}

const LABELS = ['method', 'route', 'status'] as const;

/** Counts the answers of this pod. */
@Injectable()
export class HttpMetrics {
  private readonly requests;
  private readonly duration;
  /** A method, route and status that were seen before are found by their name alone. */
  private readonly recorders = new Map<string, (seconds: number) => void>();

  constructor(metrics: Metrics) {
    this.requests = metrics.counter('bank_http_requests_total', 'HTTP requests answered, by route and status', LABELS);
    this.duration = metrics.histogram(
      'bank_http_request_duration_seconds',
      'Time from a request to the end of its answer',
      SECONDS,
      LABELS,
    );
  }

  /** Counts an answer of a route and the time it took. */
  answered(method: string, route: string, status: number, seconds: number): void {
    const name = `${method} ${route} ${String(status)}`;
    let record = this.recorders.get(name);
    if (!record) {
      const labels = { method, route, status: String(status) };
      const requests = this.requests.labels(labels);
      const duration = this.duration.labels(labels);
      record = (took) => {
        requests.inc();
        duration.observe(took);
      };
      this.recorders.set(name, record);
    }
    record(seconds);
  }
}
