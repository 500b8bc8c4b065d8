import { Injectable, Logger } from '@nestjs/common';

/** What the audit trail tells of; the part behind the dot is the outcome. */
export type AuditEvent =
  | 'registration.done'
  | 'registration.refused'
  | 'login.done'
  | 'login.refused'
  | 'login.locked'
  | 'password.changed'
  | 'password.refused'
  | 'password.locked'
  | 'session.ended'
  | 'bank.reset';

/** What is known of an event. Never a session id, a password, or a name that somebody only tried. */
export interface AuditFacts {
  /** Null where nobody has the name that was given. */
  userId?: string | null;
  /** The handle of the session, as its owner sees it. */
  session?: string;
  address?: string;
  /** What stands for the caller's line: the address, or the first half of an IPv6 address. */
  network?: string;
  /** Null when it did not tell. */
  device?: string | null;
  /** A problem code, or why a session ended. */
  reason?: string;
}

const NEWSWORTHY = /\.(refused|locked|reset)$/;

/**
 * The audit trail: lines of the pod's log with the context `Audit`, one per event, as docs/audit.md has their fields.
 * What went wrong is a warning, all else is information.
 */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger('Audit');

  record(audit: AuditEvent, facts: AuditFacts = {}): void {
    const line = { audit, ...facts };
    if (NEWSWORTHY.test(audit)) this.logger.warn(line);
    else this.logger.log(line);
  }
}
