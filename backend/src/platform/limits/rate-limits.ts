import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Config } from '../config/config';
import { DomainError } from '../errors/domain-error';
import { networkOf } from '../http/caller-address';
import { scanKeys } from '../redis/redis-client';

const PREFIX = 'throttle:';

/** So many points within so many seconds, counted from the first one on. */
export interface RateLimit {
  points: number;
  seconds: number;
  /** What is limited and for whom, as a sentence for who is refused: `A user reads 600 times a minute at most.` */
  rule: string;
}

/** Counts what callers do, in Redis and so over all pods, under `throttle:<name>:<key>`. */
@Injectable()
export class RateLimiter {
  private readonly limiters = new Map<string, RateLimiterAbstract>();

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly config: Config,
  ) {}

  /** @throws DomainError too_many_requests when fewer points of this key were left */
  async consume(name: string, key: string, limit: RateLimit, points = 1): Promise<void> {
    try {
      await this.limiter(name, limit).consume(key, points);
    } catch (error) {
      throw error instanceof RateLimiterRes ? exceeded(limit, error.msBeforeNext) : error;
    }
  }

  /**
   * Looks without counting.
   *
   * @throws DomainError too_many_requests when the points of this key are used up
   */
  async peek(name: string, key: string, limit: RateLimit): Promise<void> {
    const found = await this.limiter(name, limit).get(key);
    if (found !== null && found.consumedPoints >= limit.points) throw exceeded(limit, found.msBeforeNext);
  }

  /** Whether the points of a key are used up; looks without counting. */
  async isUsedUp(name: string, key: string, limit: RateLimit): Promise<boolean> {
    const found = await this.limiter(name, limit).get(key);
    return found !== null && found.consumedPoints >= limit.points;
  }

  /** Takes points without refusing anything; answers how many are taken. */
  async penalize(name: string, key: string, limit: RateLimit, points = 1): Promise<number> {
    return (await this.limiter(name, limit).penalty(key, points)).consumedPoints;
  }

  /** Gives a point back that was taken by `consume`. */
  async giveBack(name: string, key: string, limit: RateLimit): Promise<void> {
    await this.limiter(name, limit).reward(key);
  }

  /** Forgets what a key has used. */
  async reset(name: string, key: string, limit: RateLimit): Promise<void> {
    await this.limiter(name, limit).delete(key);
  }

  /** Forgets everything of everybody; for a bank that was reset. */
  async resetAll(): Promise<void> {
    // The stand-in's counts are in these.
    this.limiters.clear();
    for await (const keys of scanKeys(this.redis, this.config.redis.prefix, PREFIX))
      await Promise.all(keys.map((key) => this.redis.del(key)));
  }

  /** One for each name and limit: the same name may be counted against several. */
  private limiter(name: string, { points, seconds }: RateLimit): RateLimiterAbstract {
    const id = `${name} ${String(points)}/${String(seconds)}`;
    const known = this.limiters.get(id);
    if (known) return known;
    const options = { keyPrefix: `${PREFIX}${name}`, points, duration: seconds };
    const limiter =
      this.config.redis.kind === 'memory'
        ? new RateLimiterMemory(options)
        : new RateLimiterRedis({ ...options, storeClient: this.redis });
    this.limiters.set(id, limiter);
    return limiter;
  }
}

function exceeded({ rule }: RateLimit, msBeforeNext: number): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new DomainError('too_many_requests', `${rule} Try again in ${String(retryAfterSeconds)} s.`, {
    retryAfterSeconds,
  });
}

const READS: RateLimit = { points: 600, seconds: 60, rule: 'A user may read 600 times a minute.' };
const WRITES: RateLimit = { points: 120, seconds: 60, rule: 'A user may write 120 times a minute.' };
/** Beside the one write that the call is. */
const BULK_PAYMENTS: RateLimit = {
  points: 600,
  seconds: 60,
  rule: 'A user may send 600 payments a minute in bulk.',
};
const WITHOUT_SESSION: RateLimit = {
  points: 60,
  seconds: 60,
  rule: 'A network may call 60 times a minute without a session.',
};

/** The general limits of RATE_LIMITS=strict. Health checks and metrics have none. */
@Injectable()
export class RateLimits {
  private readonly relaxed: boolean;

  constructor(
    private readonly limiter: RateLimiter,
    config: Config,
  ) {
    this.relaxed = config.rateLimits === 'relaxed';
  }

  /**
   * Counts a call without a session, on whatever address: public or not, a document, or nothing at all.
   *
   * @throws DomainError too_many_requests
   */
  async withoutSession(address: string): Promise<void> {
    if (!this.relaxed) await this.limiter.consume('no-session', networkOf(address), WITHOUT_SESSION);
  }

  /** @throws DomainError too_many_requests */
  async ofUser(userId: string, method: string): Promise<void> {
    if (this.relaxed) return;
    if (method === 'GET' || method === 'HEAD') await this.limiter.consume('reads', userId, READS);
    else await this.limiter.consume('writes', userId, WRITES);
  }

  /** @throws DomainError too_many_requests */
  async ofBulk(userId: string, payments: number): Promise<void> {
    if (!this.relaxed) await this.limiter.consume('bulk-payments', userId, BULK_PAYMENTS, payments);
  }
}
