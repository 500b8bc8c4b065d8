import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AccountsService } from '../accounts/accounts.service';
import { RegistrationService } from '../auth/registration.service';
import { UsersService } from '../auth/users.service';
import { LedgerHistoryService } from '../ledger/ledger-history.service';
import { InboxService } from '../notifications/inbox.service';
import { Config } from '../platform/config/config';
import { LOCKS, underAdvisoryLock } from '../platform/database/advisory-lock';
import { Clock } from '../platform/lifecycle/clock';
import { TransfersService } from '../transfers/transfers.service';
import { PERSONAS, type PastPayment, pastPayments, type Persona, seedScale } from './personas';

/** The key of the payment that is made last: with it, all is there. */
const LAST_KEY = 'seed-last';
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** The personas have read everything that is older. */
const UNREAD_DAYS = 2;

/**
 * Fills an empty bank with the personas and their history, by the same services that customers use. Each step may be
 * repeated: who is there is not opened again, and payments have keys. So what was interrupted is finished by the next try.
 */
@Injectable()
export class DemoSeed implements OnApplicationBootstrap {
  private readonly logger = new Logger(DemoSeed.name);
  private readonly hashes = new Map<string, Promise<string>>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly dataSource: DataSource,
    private readonly registration: RegistrationService,
    private readonly users: UsersService,
    private readonly accounts: AccountsService,
    private readonly history: LedgerHistoryService,
    private readonly transfers: TransfersService,
    private readonly inbox: InboxService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.demoSeed) await this.seed();
  }

  /** Seeds unless that is done; of pods that start together, one does it while the others wait. */
  seed(): Promise<void> {
    return this.alone(async () => {
      if (!(await this.isComplete())) await this.fill();
    });
  }

  /** Runs a task while no pod seeds or resets. */
  alone(task: () => Promise<void>): Promise<void> {
    return underAdvisoryLock(this.dataSource, LOCKS.demoSeed, task);
  }

  /** Seeds, or goes on with it; to be run `alone`. What is seeded commits by itself, in the transactions of the services. */
  async fill(): Promise<void> {
    const started = performance.now();
    const now = this.clock.now();
    const ids = await this.openPersonas(now);
    // Remembered from here on, so that the payments of one day arrive at the ledger in their order.
    for (const { username } of PERSONAS) await this.accounts.resolve(username);
    const payments = pastPayments(seedScale(this.config)).filter((payment) => paidAt(payment, now) < now);
    const last = payments.at(-1);
    for (const [daysAgo, ofThatDay] of byDay(payments)) {
      if (daysAgo === UNREAD_DAYS) for (const id of ids.values()) await this.inbox.markRead(id, { all: true });
      await Promise.all(
        ofThatDay.map((payment, i) =>
          this.pay(payment, payment === last ? LAST_KEY : `seed-${String(daysAgo)}-${String(i)}`, ids, now),
        ),
      );
    }
    this.logger.log(`Seeded the personas in ${String(Math.round(performance.now() - started))} ms`);
  }

  private async isComplete(): Promise<boolean> {
    for (const { username } of PERSONAS) {
      const user = await this.users.byUsername(username);
      if (user && (await this.history.withKey(user.id, LAST_KEY))) return true;
    }
    return false;
  }

  private async openPersonas(now: Date): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    const hashes = await Promise.all(PERSONAS.map((persona) => this.hashOf(persona)));
    const at = new Date(startOfDay(now) - 30 * DAY_MS + 8 * 60 * MINUTE_MS);
    for (const [i, { username, displayName }] of PERSONAS.entries()) {
      const known = await this.users.byUsername(username);
      const passwordHash = hashes[i] ?? '';
      const user =
        known ?? (await this.clock.at(at, () => this.registration.createUser({ username, displayName, passwordHash })));
      ids.set(username, user.id);
    }
    return ids;
  }

  /** Made once, for a reset must not wait for five of them. */
  private hashOf({ username, password }: Persona): Promise<string> {
    const hash = this.hashes.get(username) ?? this.registration.hashPassword(password);
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
