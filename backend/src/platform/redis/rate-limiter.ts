import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable } from '@nestjs/common';
import type Redis from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Config } from '../config/config';
import { DomainError } from '../errors/domain-error';

/** So many points within so many seconds, counted from the first one on. */
export interface RateLimit {
  points: number;
  seconds: number;
}

/**
 * Counts what callers do, in Redis and so over all pods, under `throttle:<name>:<key>`.
 *
 * @throws DomainError dependency_unavailable from every method while Redis is away
 */
@Injectable()
export class RateLimiter {
  private readonly limiters = new Map<string, RateLimiterAbstract>();

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly config: Config,
  ) {}

  /** @throws DomainError too_many_requests when the points of this key were used up already */
  async consume(name: string, key: string, limit: RateLimit): Promise<void> {
    try {
      await this.limiter(name, limit).consume(key);
    } catch (error) {
      throw error instanceof RateLimiterRes ? exceeded(error.msBeforeNext) : unavailable(error);
    }
  }

  /**
   * Looks without counting.
   *
   * @throws DomainError too_many_requests when the points of this key are used up
   */
  async peek(name: string, key: string, limit: RateLimit): Promise<void> {
    const found = await reachable(() => this.limiter(name, limit).get(key));
    if (found !== null && found.consumedPoints >= limit.points) throw exceeded(found.msBeforeNext);
  }

  /** Takes a point without refusing anything. */
  async penalize(name: string, key: string, limit: RateLimit): Promise<void> {
    await reachable(() => this.limiter(name, limit).penalty(key));
  }

  /** Forgets what a key has used. */
  async reset(name: string, key: string): Promise<void> {
    // The limit does not matter for deleting.
    await reachable(() => this.limiter(name, { points: 1, seconds: 1 }).delete(key));
  }

  private limiter(name: string, { points, seconds }: RateLimit): RateLimiterAbstract {
    const known = this.limiters.get(name);
    if (known) return known;
    const options = { keyPrefix: `throttle:${name}`, points, duration: seconds };
    const limiter =
      this.config.redis.kind === 'memory'
        ? new RateLimiterMemory(options)
        : new RateLimiterRedis({ ...options, storeClient: this.redis });
    this.limiters.set(name, limiter);
    return limiter;
  }
}

async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailable(error);
  }
}

function exceeded(msBeforeNext: number): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new DomainError('too_many_requests', `Try again in ${String(retryAfterSeconds)} s.`, { retryAfterSeconds });
}

function unavailable(cause: unknown): DomainError {
  return new DomainError('dependency_unavailable', 'The limits cannot be checked right now; try again.', {
    retryAfterSeconds: 1,
    cause,
  });
}
