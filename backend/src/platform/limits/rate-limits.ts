import { Injectable } from '@nestjs/common';
import { Config } from '../config/config';
import { networkOf } from '../http/caller-address';
import { type RateLimit, RateLimiter } from './rate-limiter';

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
