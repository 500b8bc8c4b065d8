import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config';
import { type RateLimit, RateLimiter } from '../platform/limits/rate-limits';

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
