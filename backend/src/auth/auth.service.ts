import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import { NotificationsService } from '../notifications/notifications.service';
import { type NotificationDraft, transferNotifications } from '../notifications/notifications.types';
import { Clock } from '../platform/clock/clock';
import { UnitsOfWork } from '../platform/database/unit-of-work';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/errors/domain-error';
import { SessionStore } from '../sessions/session.store';
import { SessionsService } from '../sessions/sessions.service';
import type { ActiveSession, OpenedSession, SessionOrigin } from '../sessions/sessions.types';
import type { ChangePasswordDto, LoginDto, MeDto, RegisterDto, SignedInDto, UserDto } from './auth.dto';
import { Credentials } from './credentials';
import { LoginThrottle } from './login-throttle';
import { passwordProblem } from './password-rules';
import { User } from './user.entity';
import { UsersService } from './users.service';

export interface NewUser {
  username: string;
  displayName: string;
  /** As `hashPassword` made it. */
  passwordHash: string;
}

/** Registration, sign-in and passwords. */
@Injectable()
export class AuthService {
  constructor(
    private readonly unitsOfWork: UnitsOfWork,
    private readonly clock: Clock,
    private readonly users: UsersService,
    private readonly accounts: AccountsService,
    private readonly notifications: NotificationsService,
    private readonly store: SessionStore,
    private readonly sessions: SessionsService,
    private readonly credentials: Credentials,
    private readonly throttle: LoginThrottle,
  ) {}

  /** Opens a user and signs in. The session comes first, so that nobody loses a name to a Redis that is away. */
  async register({ username, password, displayName }: RegisterDto, origin: SessionOrigin): Promise<SignedInDto> {
    await this.throttle.admitAddress('register', origin.address);
    const passwordHash = await this.hashPassword(password);
    const id = newId();
    const session = await this.store.open(id, origin);
    return this.orEnd(session, async () => {
      const user = await this.createUser({ username, displayName, passwordHash }, id);
      return signedIn(session, user);
    });
  }

  /**
   * Writes user, primary account and, last, the welcome grant in one transaction; opens no session. The input is taken to
   * be valid and the username normalised.
   *
   * @throws DomainError username_taken
   */
  async createUser(input: NewUser, id?: string): Promise<UserDto> {
    const createdAt = this.clock.now();
    const user: User = { ...input, id: id ?? newId(createdAt), createdAt };
    const { username, displayName } = input;
    await this.accounts.prepareGrants();
    await this.unitsOfWork.run(async (tx) => {
      await this.users.add(tx, user);
      const account = await this.accounts.openPrimary(tx, { userId: user.id, username, displayName });
      const granted = await this.accounts.grantWelcome(tx, account);
      if (granted) this.notifications.record(tx, transferNotifications(granted.transfer, granted.from, granted.to));
    });
    return toUserDto(user);
  }

  /** For `createUser`. Takes some milliseconds of one core, on purpose. */
  hashPassword(password: string): Promise<string> {
    return this.credentials.hash(password);
  }

  async login({ username, password }: LoginDto, origin: SessionOrigin): Promise<SignedInDto> {
    await this.throttle.admitAddress('login', origin.address);
    const found = await this.users.byUsername(username);
    const user = await this.credentials.check(username, found, password, 'The username or the password is wrong.');
    const session = await this.store.open(user.id, origin);
    return this.orEnd(session, async () => {
      await this.refuseStale(user);
      await this.notifications.notify(this.securityNotice('session.opened', user.id, origin));
      return signedIn(session, toUserDto(user));
    });
  }

  logout(session: ActiveSession): Promise<void> {
    return this.store.end(session.userId, session.hash, 'logout');
  }

  async me(session: ActiveSession): Promise<MeDto> {
    const [user, owned, unread] = await Promise.all([
      this.holderOf(session),
      this.accounts.accountsOf(session.userId),
      this.notifications.unread(session.userId),
    ]);
    const primaryFirst = owned.toSorted((a, b) => Number(b.alias !== null) - Number(a.alias !== null));
    const accounts = await this.accounts.withBalances(primaryFirst);
    return { user: toUserDto(user), accounts, session: this.sessions.describe(session, session.hash), unread };
  }

  /**
   * Changes the password and ends every other session. They end once before the commit, so that nothing changes while
   * Redis is away, and once after it for those opened in between.
   */
  async changePassword(session: ActiveSession, body: ChangePasswordDto, origin: SessionOrigin): Promise<void> {
    const user = await this.holderOf(session);
    const problem = passwordProblem(body.newPassword, user.username);
    if (problem !== null) throw DomainError.invalid('newPassword', problem);
    await this.credentials.check(user.username, user, body.currentPassword, 'The current password is wrong.');
    const passwordHash = await this.hashPassword(body.newPassword);
    await this.unitsOfWork.run(async (tx) => {
      if (!(await this.users.replacePassword(tx, user, passwordHash))) throw changedMeanwhile();
      await this.store.endOthers(user.id, session.hash, 'password-changed');
      this.notifications.record(tx, [this.securityNotice('password.changed', user.id, origin)]);
    });
    await this.store.endOthers(user.id, session.hash, 'password-changed');
  }

  /** Goes on with a session just opened; when that fails, the session ends, since nobody was told its id. */
  private async orEnd<T>(session: OpenedSession, goOn: () => Promise<T>): Promise<T> {
    try {
      return await goOn();
    } catch (error) {
      // If Redis is away for this as well, the session is left to expire; the first failure is the one to tell.
      await Promise.allSettled([this.store.end(session.userId, session.hash, 'revoked')]);
      throw error;
    }
  }

  /** A password change ends the sessions it finds: one opened with the old password a moment later ends itself here. */
  private async refuseStale(user: User): Promise<void> {
    const current = await this.users.byId(user.id);
    if (current?.passwordHash !== user.passwordHash) throw changedMeanwhile();
  }

  private async holderOf(session: ActiveSession): Promise<User> {
    const user = await this.users.byId(session.userId);
    if (!user) throw new DomainError('unauthenticated', 'The user of this session is gone; register again.');
    return user;
  }

  private securityNotice(
    kind: 'session.opened' | 'password.changed',
    userId: string,
    origin: SessionOrigin,
  ): NotificationDraft {
    const data = { device: this.sessions.deviceOf(origin), address: origin.address };
    return { userId, kind, createdAt: this.clock.now(), readAt: null, data };
  }
}

function changedMeanwhile(): DomainError {
  return new DomainError('invalid_credentials', 'The password was changed meanwhile.');
}

function toUserDto({ id, username, displayName, createdAt }: User): UserDto {
  return { id, username, displayName, createdAt };
}

function signedIn({ sessionId, expiresAt }: OpenedSession, user: UserDto): SignedInDto {
  return { sessionId, expiresAt, user };
}
