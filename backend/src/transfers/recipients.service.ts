import { Injectable } from '@nestjs/common';
import { toParty } from '../accounts/account.dto';
import { AccountsService } from '../accounts/accounts.service';
import { Config } from '../platform/config/config';
import { type RateLimit, RateLimiter } from '../platform/limits/rate-limits';
import { PresenceService } from '../realtime/presence.service';
import { TransferHistoryService } from './transfer-history.service';
import type { RecipientDto, RecipientPageDto } from './transfer.dto';

const NAME = 'recipients';
/** Enough for typing a name, too few for listing the customers. */
const LOOK_UPS: RateLimit = {
  points: 60,
  seconds: 60,
  rule: 'A user may look up 60 recipients a minute, which transfers that were refused count as.',
};

/** How often a user may learn whether somebody is a customer, by whichever call. Limited by RATE_LIMITS=strict. */
@Injectable()
export class RecipientLookUps {
  /** What counts for transfers under way, by payer and recipient. */
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly limiter: RateLimiter,
    private readonly config: Config,
  ) {}

  /** @throws DomainError too_many_requests */
  async count(userId: string): Promise<void> {
    if (this.config.rateLimits === 'strict') await this.limiter.consume(NAME, userId, LOOK_UPS);
  }

  /**
   * Counts at once how many recipients of a call nobody is; where all are somebody, it only sees whether the user may look
   * up anybody at all.
   *
   * @throws DomainError too_many_requests
   */
  async countUnknown(userId: string, unknown: number): Promise<void> {
    if (this.config.rateLimits === 'relaxed') return;
    if (unknown > 0) await this.limiter.consume(NAME, userId, LOOK_UPS, unknown);
    else await this.limiter.peek(NAME, userId, LOOK_UPS);
  }

  /** Counts recipients whom a call told to be somebody and did not pay: too late to refuse this one, not the next. */
  async countRefused(userId: string, refused: number): Promise<void> {
    if (this.config.rateLimits === 'strict' && refused > 0)
      await this.limiter.penalize(NAME, userId, LOOK_UPS, refused).catch(() => undefined);
  }

  /**
   * Makes a transfer that counts beforehand, since a refusal tells as much as a look-up. One that is made is no probe and
   * is given back. Those under way to one recipient count once: together they tell of that recipient alone.
   *
   * @throws DomainError too_many_requests, before anything is looked up
   */
  async countUnlessMade<T>(userId: string, to: string, make: () => Promise<T>): Promise<T> {
    if (this.config.rateLimits === 'relaxed') return make();
    const pair = `${userId} ${to}`;
    const others = this.underWay.get(pair);
    if (others) {
      await others;
      return make();
    }
    const counted = this.count(userId);
    this.underWay.set(pair, counted);
    try {
      await counted;
      const made = await make();
      this.giveBack(userId);
      return made;
    } finally {
      this.underWay.delete(pair);
    }
  }

  /** The money has moved: whether Redis hears of it is no matter of the transfer's. */
  private giveBack(userId: string): void {
    this.limiter.giveBack(NAME, userId, LOOK_UPS).catch(() => undefined);
  }
}

const RECENT = 10;

/** Finds whom to pay, without telling strangers more than they need. */
@Injectable()
export class RecipientsService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly history: TransferHistoryService,
    private readonly presence: PresenceService,
    private readonly lookUps: RecipientLookUps,
  ) {}

  /** The exact alias or account number, or nobody; without one, the recent counterparties. */
  async find(userId: string, aliasOrNumber?: string): Promise<RecipientPageDto> {
    if (aliasOrNumber === undefined) return { items: await this.recent(userId), next: null };
    await this.lookUps.count(userId);
    const recent = await this.recent(userId);
    const account = await this.accounts.resolve(aliasOrNumber.trim().toLowerCase());
    if (!account) return { items: [], next: null };
    const met = recent.find(({ accountNumber }) => accountNumber === account.number);
    const name = account.holderId === userId ? account.holderName : maskName(account.holderName);
    return { items: [met ?? { ...toParty(account), holderName: name, online: null }], next: null };
  }

  private async recent(userId: string): Promise<RecipientDto[]> {
    const [accounts, known] = await Promise.all([
      this.history.recentCounterparties(userId, RECENT),
      this.accounts.acquaintancesOf(userId),
    ]);
    const online = await this.presence.online([...known]);
    return accounts.map((account) => ({
      ...toParty(account),
      online: account.holderId !== null && known.has(account.holderId) ? online.has(account.holderId) : null,
    }));
  }
}

/** The first letter of each word: enough to notice a wrong recipient, not enough to learn a name. */
export function maskName(name: string): string {
  return name
    .split(/\s+/u)
    .map((word) => `${[...word][0] ?? ''}•••`)
    .join(' ');
}
