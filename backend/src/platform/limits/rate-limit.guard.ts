import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RateLimits } from './rate-limits';

/** The limits of calls that the guard of sessions lets pass: a user's, or a network's on what is public. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { session?: { userId: string } }>();
    if (!request.url.startsWith('/api/')) return true;
    const { session, method, ip } = request;
    if (session) await this.limits.ofUser(session.userId, method);
    else await this.limits.withoutSession(ip);
    return true;
  }
}
