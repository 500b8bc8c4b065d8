import { Injectable } from '@nestjs/common';
import { AccountOpeningService } from '../accounts/account-opening.service';
import { NotificationsService, transferNotifications } from '../notifications/notifications.service';
import { UnitsOfWork } from '../platform/database/unit-of-work';
import { newId } from '../platform/database/uuid';
import { DomainError } from '../platform/errors/domain-error';
import { Clock } from '../platform/lifecycle/clock';
import { SessionStore } from '../sessions/session.store';
import type { OpenedSession, SessionOrigin } from '../sessions/sessions.types';
import { AuthAudit } from './auth-audit';
import { type RegisterDto, type SignedInDto, toSignedIn, toUserDto, type UserDto } from './auth.dto';
import { Credentials } from './credentials';
import { LoginThrottle } from './login-throttle';
import type { User } from './user.entity';
import { UsersService } from './users.service';

export interface NewUser {
  username: string;
  displayName: string;
  /** As `hashPassword` made it. */
  passwordHash: string;
}

/** How people become users. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly unitsOfWork: UnitsOfWork,
    private readonly clock: Clock,
    private readonly users: UsersService,
    private readonly accounts: AccountOpeningService,
    private readonly notifications: NotificationsService,
    private readonly store: SessionStore,
    private readonly credentials: Credentials,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuthAudit,
  ) {}

  /** Opens a user and signs in. */
  register({ username, password, displayName }: RegisterDto, origin: SessionOrigin): Promise<SignedInDto> {
    return this.audit.follow('registration', null, origin, async () => {
      await this.throttle.admitRegistration(origin.address);
      // Nobody loses a name to a Redis that is away.
      await this.store.assertReachable();
      const user = await this.createUser({ username, displayName, passwordHash: await this.hashPassword(password) });
      return toSignedIn(await this.firstSession(user, origin), user);
    });
  }

  /**
   * Writes user, primary account and, last, the welcome grant in one transaction; opens no session. The input is taken to
   * be valid and the username normalised.
   *
   * @throws DomainError username_taken
   */
  async createUser(input: NewUser): Promise<UserDto> {
    const createdAt = this.clock.now();
    const user: User = { ...input, id: newId(createdAt), createdAt };
    const { username, displayName } = input;
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

  private async firstSession(user: UserDto, origin: SessionOrigin): Promise<OpenedSession> {
    try {
      return await this.store.open(user.id, origin);
    } catch (cause) {
      throw new DomainError('dependency_unavailable', 'You are registered; sign in, in a moment.', {
        retryAfterSeconds: 1,
        cause,
      });
    }
  }
}
