import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service';
import { AuthService } from '../auth/auth.service';
import { UsersService } from '../auth/users.service';
import { InboxService } from '../notifications/inbox.service';
import { Clock } from '../platform/clock/clock';
import { Config } from '../platform/config/config';
import { LOCKS, underAdvisoryLock } from '../platform/database/advisory-lock';
import { TransfersService } from '../transfers/transfers.service';
import { PERSONAS, type PastPayment, pastPayments, type Persona } from './personas';

/** The one that is opened last: with it, all are there. */
const LAST_PERSONA = 'merchant';
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** The personas have read everything that is older. */
const UNREAD_DAYS = 2;

/** Fills an empty bank with the personas and their history, by the same services that customers use. */
@Injectable()
export class DemoSeed implements OnApplicationBootstrap {
  private readonly logger = new Logger(DemoSeed.name);
  private readonly hashes = new Map<string, Promise<string>>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly dataSource: DataSource,
    private readonly auth: AuthService,
    private readonly users: UsersService,
    private readonly accounts: AccountsService,
    private readonly transfers: TransfersService,
    private readonly inbox: InboxService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.demoSeed) await this.seed();
  }

  /** Seeds unless that is done; of pods that start together, one does it while the others wait. */
  async seed(): Promise<void> {
    await underAdvisoryLock(this.dataSource, LOCKS.demoSeed, async () => {
      if (!(await this.users.byUsername(LAST_PERSONA))) await this.fill();
    });
  }

  /** What is seeded commits by itself, in the transactions of the services. */
  private async fill(): Promise<void> {
    const started = performance.now();
    const now = this.clock.now();
    const ids = await this.openPersonas(now);
    // Remembered from here on, so that the payments of one day arrive at the ledger in their order.
    for (const { username } of PERSONAS) await this.accounts.resolve(username);
    const payments = pastPayments().filter((payment) => paidAt(payment, now) < now);
    for (const [daysAgo, ofThatDay] of byDay(payments)) {
      if (daysAgo === UNREAD_DAYS) for (const id of ids.values()) await this.inbox.markRead(id, { all: true });
      await Promise.all(
        ofThatDay.map((payment, i) => this.pay(payment, `seed-${String(daysAgo)}-${String(i)}`, ids, now)),
      );
    }
    this.logger.log(`Seeded the personas in ${String(Math.round(performance.now() - started))} ms`);
  }

  /** In their order: the last one tells that all are there. */
  private async openPersonas(now: Date): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    const hashes = await Promise.all(PERSONAS.map((persona) => this.hashOf(persona)));
    const at = new Date(startOfDay(now) - 30 * DAY_MS + 8 * 60 * MINUTE_MS);
    for (const [i, { username, displayName }] of PERSONAS.entries()) {
      const known = await this.users.byUsername(username);
      const passwordHash = hashes[i] ?? '';
      const user =
        known ?? (await this.clock.at(at, () => this.auth.createUser({ username, displayName, passwordHash })));
      ids.set(username, user.id);
    }
    return ids;
  }

  /** Made once, for a reset must not wait for five of them. */
  private hashOf({ username, password }: Persona): Promise<string> {
    const hash = this.hashes.get(username) ?? this.auth.hashPassword(password);
    this.hashes.set(username, hash);
    return hash;
  }

  private async pay(payment: PastPayment, idempotencyKey: string, ids: Map<string, string>, now: Date): Promise<void> {
    const { from, to, amount, memo } = payment;
    await this.clock.at(paidAt(payment, now), () =>
      this.transfers.transfer({ initiatedBy: ids.get(from) ?? '', to, amount, memo, idempotencyKey }),
    );
  }
}

function startOfDay(moment: Date): number {
  return Math.floor(moment.getTime() / DAY_MS) * DAY_MS;
}

function paidAt({ daysAgo, minute }: PastPayment, now: Date): Date {
  return new Date(startOfDay(now) - daysAgo * DAY_MS + minute * MINUTE_MS);
}

/** Days in order of time: what one day leaves is there before the next one spends it. */
function byDay(payments: PastPayment[]): Map<number, PastPayment[]> {
  const days = new Map<number, PastPayment[]>();
  for (const payment of payments) days.set(payment.daysAgo, [...(days.get(payment.daysAgo) ?? []), payment]);
  return days;
}
