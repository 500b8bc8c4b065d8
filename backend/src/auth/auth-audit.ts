import { Injectable } from '@nestjs/common';
import type { NotificationDraft } from '../notifications/notifications.service';
import { DomainError } from '../platform/errors/domain-error';
import { networkOf } from '../platform/http/caller-address';
import { Clock } from '../platform/lifecycle/clock';
import { type AuditFacts, AuditLog } from '../platform/observability/audit-log';
import { Metrics } from '../platform/observability/metrics';
import { SessionsService } from '../sessions/sessions.service';
import type { SessionOrigin } from '../sessions/sessions.types';

type Action = 'registration' | 'login' | 'password';

const DONE = { registration: 'registration.done', login: 'login.done', password: 'password.changed' } as const;
const LOGIN_OUTCOMES = ['done', 'refused', 'locked'] as const;

/** What became of attempts to register, to sign in and to change a password: written down, counted, and worded for the user. */
@Injectable()
export class AuthAudit {
  private readonly logins;

  constructor(
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
    metrics: Metrics,
  ) {
    this.logins = metrics.counter('bank_logins_total', 'Attempts to sign in, by outcome', ['outcome']);
    // There from the start, so that the first one counts as a rise.
    for (const outcome of LOGIN_OUTCOMES) this.logins.inc({ outcome }, 0);
  }

  /**
   * Runs an attempt and tells of its outcome. What fails for other reasons than the caller's is told elsewhere.
   *
   * @param userId of the attempt, where it is known beforehand
   * @param attempt answers what is known afterwards
   */
  async follow<T extends { user: { id: string } }>(
    action: Action,
    userId: string | null,
    origin: SessionOrigin,
    attempt: () => Promise<T>,
  ): Promise<T> {
    const facts: AuditFacts = {
      userId,
      address: origin.address,
      network: networkOf(origin.address),
      device: this.sessions.deviceOf(origin),
    };
    try {
      const result = await attempt();
      this.tell(action, 'done', { ...facts, userId: result.user.id });
      return result;
    } catch (error) {
      if (error instanceof DomainError && error.status < 500)
        this.tell(action, error.code === 'too_many_requests' ? 'locked' : 'refused', { ...facts, reason: error.code });
      throw error;
    }
  }

  /** What a user is told of their own security. */
  notice(
    kind: 'session.opened' | 'password.changed' | 'login.refused',
    userId: string,
    origin: SessionOrigin,
  ): NotificationDraft {
    const data = { device: this.sessions.deviceOf(origin), address: origin.address };
    return { userId, kind, createdAt: this.clock.now(), readAt: null, data };
  }

  private tell(action: Action, outcome: (typeof LOGIN_OUTCOMES)[number], facts: AuditFacts): void {
    if (action === 'login') this.logins.inc({ outcome });
    if (outcome === 'done') this.audit.record(DONE[action], facts);
    else if (action === 'registration') this.audit.record('registration.refused', facts);
    else this.audit.record(`${action}.${outcome}`, facts);
  }
}
