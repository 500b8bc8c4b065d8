import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditLog } from '../platform/observability/audit-log';
import { handleOf } from './session-id';
import { SessionEvents } from './sessions.events';

/** Tells the audit trail of sessions that were ended on this pod; all those of a reset are one event of the bank's. */
@Injectable()
export class SessionAudit implements OnModuleInit {
  constructor(
    private readonly events: SessionEvents,
    private readonly audit: AuditLog,
  ) {}

  onModuleInit(): void {
    this.events.ended.subscribe(({ userId, hash, reason }) => {
      if (reason !== 'reset') this.audit.record('session.ended', { userId, session: handleOf(hash), reason });
    });
  }
}
