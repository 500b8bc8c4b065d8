import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AddressedPush, NotificationEvents } from '../notifications/notifications.events';
import type { NotificationPush } from './realtime.events';
import { Timers } from '../platform/lifecycle/timers';
import { OpenSockets, userRoom } from './open-sockets';
import { PresenceWatch } from './presence-watch';
import { PushBudget } from './push-budget';
import { ReadySnapshots } from './ready-snapshots';

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
