import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AddressedPush, NotificationEvents } from '../notifications/notifications.events';
import { Timers } from '../platform/lifecycle/clock';
import { OpenSockets, userRoom } from './open-sockets';
import { PresenceWatch } from './presence-watch';
import { ReadySnapshots } from './ready-snapshots';
import type { NotificationPush } from './realtime.events';

/** Pushes that may follow each other at once. */
export const BURST = 100;
/** Pushes per second that may go on for ever. */
export const PER_SECOND = 50;
/** So many withheld in one round mean that the rush is not over. */
const CALM_BELOW = 25;

interface Released {
  /** The newest of each account that has not been sent; its seq tells the page what it missed. */
  pushes: NotificationPush[];
  /** Whether the rush has just ended: from now on each push is sent again. */
  calmed: boolean;
}

/**
 * Decides what of a user's pushes is sent. Up to the burst and the rate it is all of them. In a rush beyond that, pushes
 * about money are withheld but for the newest of each account, once per round. Notices of other kinds always pass.
 */
export class PushBudget {
  private tokens = BURST;
  private rush = false;
  private withheldCount = 0;
  private readonly withheld = new Map<string, NotificationPush>();

  /** @param now milliseconds on a clock that never goes back */
  constructor(private refilledAt: number) {}

  /** Whether to send it right now. */
  admit(push: NotificationPush, now: number): boolean {
    if (!('seq' in push.data)) return true;
    this.refill(now);
    if (!this.rush && this.tokens >= 1) {
      this.tokens -= 1;
      return true;
    }
    this.rush = true;
    this.withheldCount += 1;
    const { accountNumber, seq } = push.data;
    const newest = this.withheld.get(accountNumber);
    if (!newest || seqOf(newest) < seq) this.withheld.set(accountNumber, push);
    return false;
  }

  /** Ends a round: what to send of the withheld ones. Call it at an even pace while `rushing`. */
  release(): Released {
    const pushes = [...this.withheld.values()];
    const calmed = this.rush && this.withheldCount < CALM_BELOW;
    if (calmed) this.rush = false;
    this.withheld.clear();
    this.withheldCount = 0;
    return { pushes, calmed };
  }

  get rushing(): boolean {
    return this.rush;
  }

  /** Whether nothing of it needs to be remembered. */
  idle(now: number): boolean {
    this.refill(now);
    return !this.rush && this.tokens === BURST;
  }

  private refill(now: number): void {
    this.tokens = Math.min(BURST, this.tokens + ((now - this.refilledAt) * PER_SECOND) / 1000);
    this.refilledAt = now;
  }
}

function seqOf({ data }: NotificationPush): number {
  return 'seq' in data ? data.seq : 0;
}

const ROUND_MS = 500;
/** A rush that goes on gets a snapshot this often, so that the unread count does not stay behind for long. */
const ROUNDS_PER_SNAPSHOT = 10;

/** Brings notifications to the sockets of this pod, a bounded number per second for each user. */
@Injectable()
export class PushDelivery implements OnModuleInit {
  private readonly budgets = new Map<string, PushBudget>();
  private round = 0;

  constructor(
    private readonly timers: Timers,
    private readonly sockets: OpenSockets,
    private readonly events: NotificationEvents,
    private readonly snapshots: ReadySnapshots,
    private readonly watch: PresenceWatch,
  ) {}

  onModuleInit(): void {
    this.events.recorded.subscribe((pushes) => {
      this.deliver(pushes);
    });
    this.timers.every(ROUND_MS, () => {
      this.endRound();
    });
  }

  /** Sends what concerns users with a socket here. */
  private deliver(pushes: readonly AddressedPush[]): void {
    const now = performance.now();
    for (const [userId, push] of pushes) {
      if (!this.sockets.has(userId)) continue;
      const budget = this.budgets.get(userId) ?? new PushBudget(now);
      this.budgets.set(userId, budget);
      if (budget.admit(push, now)) this.send(userId, push);
    }
  }

  private send(userId: string, push: NotificationPush): void {
    this.sockets.emit(userRoom(userId), 'notification', push);
    if ('counterparty' in push.data && push.data.counterparty.alias !== null)
      this.watch.met(userId, push.data.counterparty.alias);
  }

  private endRound(): void {
    const now = performance.now();
    this.round += 1;
    for (const [userId, budget] of this.budgets) {
      if (budget.rushing) this.relieve(userId, budget);
      if (budget.idle(now) || !this.sockets.has(userId)) this.budgets.delete(userId);
    }
  }

  /** In a rush the page hears of the newest entry only and, by a snapshot, that there is more to fetch. */
  private relieve(userId: string, budget: PushBudget): void {
    const { pushes, calmed } = budget.release();
    for (const push of pushes) this.send(userId, push);
    if (calmed || this.round % ROUNDS_PER_SNAPSHOT === 0) this.snapshots.request(userId);
  }
}
