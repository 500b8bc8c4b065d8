import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Failures, sendProblem } from '../errors/problem.filter';
import { RateLimits } from './rate-limits';

const API = '/api/';
/** Served below the API without a controller, and so without its guards; where the page is served, `*` takes what is nowhere. */
const WITHOUT_GUARDS = /^\/(?:\*|api\/docs(?:[/-].*)?|api\/openapi\.json)$/;

/** The limits of calls that the guard of sessions lets pass: a user's, or a network's on what is public. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { session?: { userId: string } }>();
    if (!request.url.startsWith(API)) return true;
    const { session, method, ip } = request;
    if (session) await this.limits.ofUser(session.userId, method);
    else await this.limits.withoutSession(ip);
    return true;
  }
}

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
