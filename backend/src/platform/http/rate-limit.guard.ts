import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config } from '../config/config';
import { RateLimiter } from '../redis/rate-limiter';

/** Per user over all pods, and per address for what is open to everybody. */
const LIMITS = {
  reads: { points: 600, seconds: 60 },
  writes: { points: 120, seconds: 60 },
  public: { points: 60, seconds: 60 },
};

/**
 * The general limits of RATE_LIMITS=strict. It comes after the guard that finds the session; what it let through without
 * one is public. Health checks and metrics are outside `/api` and have no limit.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly relaxed: boolean;

  constructor(
    private readonly limiter: RateLimiter,
    config: Config,
  ) {
    this.relaxed = config.rateLimits === 'relaxed';
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.relaxed || context.getType() !== 'http' || this.consume(context);
  }

  private async consume(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { session?: { userId: string } }>();
    if (!request.url.startsWith('/api/')) return true;
    const { session, method, ip } = request;
    if (!session) await this.limiter.consume('public', ip, LIMITS.public);
    else if (method === 'GET' || method === 'HEAD') await this.limiter.consume('reads', session.userId, LIMITS.reads);
    else await this.limiter.consume('writes', session.userId, LIMITS.writes);
    return true;
  }
}
