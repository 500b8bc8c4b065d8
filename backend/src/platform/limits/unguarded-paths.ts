import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Failures } from '../errors/failures';
import { sendProblem } from '../errors/problem.filter';
import type { RateLimits } from './rate-limits';

const API = '/api/';
/** Served below the API without a controller, and so without its guards; where the page is served, `*` takes what is nowhere. */
const WITHOUT_GUARDS = /^\/(?:\*|api\/docs(?:[/-].*)?|api\/openapi\.json)$/;

/** Limits what no guard sees: the documents of the API, and addresses below it where nothing is. */
export function limitUnguardedPaths(fastify: FastifyInstance, limits: RateLimits, failures: Failures): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (!isUnguarded(request)) return;
    try {
      await limits.withoutSession(request.ip);
    } catch (error) {
      sendProblem(failures.of(error), request, reply);
    }
  });
}

function isUnguarded({ url, is404, routeOptions }: FastifyRequest): boolean {
  return url.startsWith(API) && (is404 || WITHOUT_GUARDS.test(routeOptions.url ?? ''));
}
