import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config';
import { networkOf } from '../platform/limits/network';
import { RateLimiter } from '../platform/limits/rate-limiter';

/** Failed logins per username, whoever tries: always on. */
const FAILURES = {
  points: 10,
  seconds: 15 * 60,
  rule: 'A user may fail to sign in 10 times within 15 minutes, whoever tries.',
};
/** Attempts per address, or per /64 with IPv6: only under RATE_LIMITS=strict. */
const PER_ADDRESS = {
  login: { points: 100, seconds: 15 * 60, rule: 'A network may try to sign in 100 times within 15 minutes.' },
  register: { points: 30, seconds: 60 * 60, rule: 'A network may register 30 users an hour.' },
};

/** Slows down guessing; the counts are in Redis, so all pods share them. */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly config: Config,
  ) {}

  /** @throws DomainError too_many_requests when an address has used up its attempts */
  async admitAddress(action: keyof typeof PER_ADDRESS, address: string): Promise<void> {
    if (this.config.rateLimits === 'strict')
      await this.limiter.consume(`${action}-address`, networkOf(address), PER_ADDRESS[action]);
  }

  /** @throws DomainError too_many_requests after too many failures, until their window is over */
  refuseLocked(username: string): Promise<void> {
    return this.limiter.peek('login-failures', username, FAILURES);
  }

  failed(username: string): Promise<void> {
    return this.limiter.penalize('login-failures', username, FAILURES);
  }

  succeeded(username: string): Promise<void> {
    return this.limiter.reset('login-failures', username, FAILURES);
  }
}
