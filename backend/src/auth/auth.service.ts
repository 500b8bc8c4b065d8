import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import { InboxService } from '../notifications/inbox.service';
import { NotificationsService } from '../notifications/notifications.service';
import { SessionStore } from '../sessions/session.store';
import { SessionsService } from '../sessions/sessions.service';
import type { ActiveSession, OpenedSession, SessionOrigin } from '../sessions/sessions.types';
import { AuthAudit } from './auth-audit';
import { type LoginDto, type MeDto, type SignedInDto, toSignedIn, toUserDto } from './auth.dto';
import { Credentials } from './credentials';
import { LoginThrottle } from './login-throttle';
import { normaliseUsername } from './user.entity';
import { UsersService } from './users.service';

/** Signing in and out, and who one is. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly accounts: AccountsService,
    private readonly notifications: NotificationsService,
    private readonly inbox: InboxService,
    private readonly store: SessionStore,
    private readonly sessions: SessionsService,
    private readonly credentials: Credentials,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuthAudit,
  ) {}

  async login(given: LoginDto, origin: SessionOrigin): Promise<SignedInDto> {
    const username = normaliseUsername(given.username);
    const found = await this.users.byUsername(username);
    return this.audit.follow('login', found?.id ?? null, origin, async () => {
      await this.throttle.admitLogin(origin.address);
      const count = await this.throttle.ofLogin(username, found, origin);
      const user = await this.credentials.check(count, found, given.password, 'The username or the password is wrong.');
      const session = await this.store.open(user.id, origin);
      return this.orEnd(session, async () => {
        await this.users.refuseStale(user);
        await this.notifications.notify(this.audit.notice('session.opened', user.id, origin));
        return toSignedIn(session, toUserDto(user));
      });
    });
  }

  async logout(session: ActiveSession): Promise<void> {
    await this.store.end(session.userId, session.hash, 'logout');
  }

  async me(session: ActiveSession): Promise<MeDto> {
    const [user, owned, unread] = await Promise.all([
      this.users.holderOf(session),
      this.accounts.accountsOf(session.userId),
      this.inbox.unread(session.userId),
    ]);
    const primaryFirst = owned.toSorted((a, b) => Number(b.alias !== null) - Number(a.alias !== null));
    const accounts = await this.accounts.withBalances(primaryFirst);
    return { user: toUserDto(user), accounts, session: this.sessions.describe(session, session.hash), unread };
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
}
