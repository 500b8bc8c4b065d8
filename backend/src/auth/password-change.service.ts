import { Injectable } from '@nestjs/common';
import { NotificationsService } from '../notifications/notifications.service';
import { UnitsOfWork } from '../platform/database/unit-of-work';
import { DomainError } from '../platform/errors/domain-error';
import { SessionStore } from '../sessions/session.store';
import type { ActiveSession, OpenedSession, SessionOrigin } from '../sessions/sessions.types';
import { AuthAudit } from './auth-audit';
import { type ChangePasswordDto, type SignedInDto, toSignedIn, toUserDto } from './auth.dto';
import { Credentials } from './credentials';
import { LoginThrottle } from './login-throttle';
import { normalisePassword, passwordProblem } from './password-rules';
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
    private readonly audit: AuthAudit,
  ) {}

  /**
   * Changes the password, ends every other session and gives this one another id.
   *
   * @throws DomainError unauthenticated when the session was ended meanwhile, which it then stays
   */
  async change(session: ActiveSession, body: ChangePasswordDto, origin: SessionOrigin): Promise<SignedInDto> {
    const user = await this.users.holderOf(session);
    refuseUnacceptable(user, body);
    const { renewed } = await this.audit.follow('password', user.id, origin, async () => {
      const count = this.throttle.ofPasswordChange(user.id);
      await this.credentials.check(count, user, body.currentPassword, 'The current password is wrong.');
      const hash = await this.credentials.hash(body.newPassword);
      return { user, renewed: await this.replace(user, hash, session, origin) };
    });
    if (!renewed) throw new DomainError('unauthenticated', 'The password is changed, and this session was ended.');
    return toSignedIn(renewed, toUserDto(user));
  }

  /**
   * The other sessions end once before the commit, so that nothing changes while Redis is away, and once after it for those
   * opened in between. The old id of this one works until then: whoever asked can ask again when something fails.
   */
  private async replace(
    user: User,
    hash: string,
    session: ActiveSession,
    origin: SessionOrigin,
  ): Promise<OpenedSession | null> {
    const renewed = await this.unitsOfWork.run(async (tx) => {
      if (!(await this.users.replacePassword(tx, user, hash))) throw passwordChangedMeanwhile();
      await this.store.endOthers(user.id, session.hash, 'password-changed');
      this.notifications.record(tx, [this.audit.notice('password.changed', user.id, origin)]);
      return this.store.renewId(session, origin);
    });
    const lived = await this.store.end(user.id, session.hash, 'replaced');
    await this.store.endOthers(user.id, lived ? renewed.hash : '', 'password-changed');
    return lived ? renewed : null;
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
