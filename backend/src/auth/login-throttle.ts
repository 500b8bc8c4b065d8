import { Injectable } from '@nestjs/common';
import { NotificationsService } from '../notifications/notifications.service';
import { Config } from '../platform/config/config';
import { networkOf } from '../platform/http/caller-address';
import { RateLimiter } from '../platform/limits/rate-limits';
import { SessionStore } from '../sessions/session.store';
import type { SessionOrigin } from '../sessions/sessions.types';
import { AuthAudit } from './auth-audit';
import type { FailureCount } from './credentials';
import type { User } from './user.entity';

/** Wrong passwords for a name from one network, or in one's own password change: always on. */
const FAILURES = {
  points: 10,
  seconds: 15 * 60,
  rule: 'After ten wrong passwords from one network, a name waits for a quarter of an hour.',
};
/** Wrong passwords for a name from all networks; beyond it, unknown networks have to take turns. */
const CEILING = { points: 100, seconds: 15 * 60, rule: 'Many networks guess at this name.' };
/** After so many of them the owner is told: a slip of their own is no news, and a flood is told of three times. */
const OWNER_TOLD_AT: ReadonlySet<number> = new Set([3, 10, 100]);
/** One guess in so many seconds. */
const TURN = { points: 1, seconds: 10, rule: 'Many networks guess at this name: it takes one attempt in ten seconds.' };
/** Attempts per network: only under RATE_LIMITS=strict. */
const LOGINS = {
  points: 100,
  seconds: 15 * 60,
  rule: 'A network may try to sign in 100 times in a quarter of an hour.',
};
const HOUR_SECONDS = 60 * 60;

/**
 * Slows down guessing; the counts are in Redis, so all pods share them. Who guesses locks their own network out, and not
 * the owner, who comes from another: only many networks together slow a name down for everybody, but for networks that
 * its owner is signed in from.
 */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly config: Config,
    private readonly sessions: SessionStore,
    private readonly notifications: NotificationsService,
    private readonly audit: AuthAudit,
  ) {}

  /** @throws DomainError too_many_requests when a network has used up its attempts to sign in */
  async admitLogin(address: string): Promise<void> {
    if (this.config.rateLimits === 'strict') await this.limiter.consume('login-address', networkOf(address), LOGINS);
  }

  /** @throws DomainError too_many_requests when a network has opened as many users as it may */
  async admitRegistration(address: string): Promise<void> {
    if (this.config.rateLimits !== 'strict') return;
    const points = this.config.registrationsPerHour;
    const rule = `A network may open ${String(points)} users an hour (REGISTRATIONS_PER_HOUR of the bank; raise it for a class).`;
    const limit = { points, seconds: HOUR_SECONDS, rule };
    await this.limiter.consume('register-address', networkOf(address), limit);
  }

  /**
   * The count for signing in under a name that exists or not.
   *
   * @throws DomainError too_many_requests when many networks guess at this name and it is not this one's turn
   */
  async ofLogin(username: string, user: User | null, origin: SessionOrigin): Promise<FailureCount> {
    const network = networkOf(origin.address);
    await this.takeTurn(username, user, network);
    const counts = this.count('login-failures', `${username} ${network}`);
    return {
      ...counts,
      failed: async () => {
        await counts.failed();
        const failures = await this.limiter.penalize('login-failures-anywhere', username, CEILING);
        if (user && OWNER_TOLD_AT.has(failures))
          await this.notifications.notify(this.audit.notice('login.refused', user.id, origin));
      },
    };
  }

  /** The count of wrong passwords in a user's own password change. */
  ofPasswordChange(userId: string): FailureCount {
    return this.count('password-failures', userId);
  }

  private async takeTurn(username: string, user: User | null, network: string): Promise<void> {
    if (!(await this.limiter.isUsedUp('login-failures-anywhere', username, CEILING))) return;
    if (user && (await this.isSignedInFrom(user.id, network))) return;
    await this.limiter.consume('login-turn', username, TURN);
  }

  private async isSignedInFrom(userId: string, network: string): Promise<boolean> {
    return (await this.sessions.list(userId)).some(({ address }) => networkOf(address) === network);
  }

  private count(name: string, key: string): FailureCount {
    return {
      refuseLocked: () => this.limiter.peek(name, key, FAILURES),
      failed: async () => {
        await this.limiter.penalize(name, key, FAILURES);
      },
      succeeded: () => this.limiter.reset(name, key, FAILURES),
    };
  }
}
