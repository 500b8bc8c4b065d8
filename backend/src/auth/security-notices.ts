import { Injectable } from '@nestjs/common';
import type { NotificationDraft } from '../notifications/notifications.types';
import { Clock } from '../platform/clock/clock';
import { SessionsService } from '../sessions/sessions.service';
import type { SessionOrigin } from '../sessions/sessions.types';

/** What users are told of their own security. */
@Injectable()
export class SecurityNotices {
  constructor(
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {}

  draft(
    kind: 'session.opened' | 'password.changed' | 'login.refused',
    userId: string,
    origin: SessionOrigin,
  ): NotificationDraft {
    const data = { device: this.sessions.deviceOf(origin), address: origin.address };
    return { userId, kind, createdAt: this.clock.now(), readAt: null, data };
  }
}
