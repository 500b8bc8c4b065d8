import { Injectable } from '@nestjs/common';
import { NotificationsService } from '../notifications/notifications.service';
import { UnitsOfWork } from '../platform/database/unit-of-work';
import { DomainError } from '../platform/errors/domain-error';
import { SessionStore } from '../sessions/session.store';
import type { ActiveSession, SessionOrigin } from '../sessions/sessions.types';
import type { ChangePasswordDto } from './auth.dto';
import { AuthAudit } from './auth-audit';
import { Credentials } from './credentials';
import { LoginThrottle } from './login-throttle';
import { normalisePassword, passwordProblem } from './password-rules';
import { SecurityNotices } from './security-notices';
import type { User } from './user.entity';
import { passwordChangedMeanwhile, UsersService } from './users.service';

/** How users change their passwords. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly unitsOfWork: UnitsOfWork,
    private readonly users: UsersService,
    private readonly notifications: NotificationsService,
    private readonly store: SessionStore,
    private readonly credentials: Credentials,
    private readonly throttle: LoginThrottle,
    private readonly notices: SecurityNotices,
    private readonly audit: AuthAudit,
  ) {}

  /** Changes the password and ends every other session. */
  async change(session: ActiveSession, body: ChangePasswordDto, origin: SessionOrigin): Promise<void> {
    const user = await this.users.holderOf(session);
    refuseUnacceptable(user, body);
    await this.audit.follow('password', user.id, origin, async () => {
      const count = this.throttle.ofPasswordChange(user.id);
      await this.credentials.check(count, user, body.currentPassword, 'The current password is wrong.');
      await this.replace(user, await this.credentials.hash(body.newPassword), session, origin);
      return { user };
    });
  }

  /**
   * The other sessions end once before the commit, so that nothing changes while Redis is away, and once after it for those
   * opened in between.
   */
  private async replace(user: User, hash: string, { hash: kept }: ActiveSession, origin: SessionOrigin): Promise<void> {
    await this.unitsOfWork.run(async (tx) => {
      if (!(await this.users.replacePassword(tx, user, hash))) throw passwordChangedMeanwhile();
      await this.store.endOthers(user.id, kept, 'password-changed');
      this.notifications.record(tx, [this.notices.draft('password.changed', user.id, origin)]);
    });
    await this.store.endOthers(user.id, kept, 'password-changed');
  }
}

function refuseUnacceptable(
  { username, displayName }: User,
  { currentPassword, newPassword }: ChangePasswordDto,
): void {
  const problem =
    normalisePassword(newPassword) === normalisePassword(currentPassword)
      ? 'must be another than the current one'
      : passwordProblem(newPassword, [username, displayName]);
  if (problem !== null) throw DomainError.invalid('newPassword', problem);
}
