import type { Session } from '../database/session';
import type { Order, WayName } from '../ways/way';
import type { Ground, Mover, Sight } from './ground';
import { ordersOf } from './orders';
import type { LaneState, RaceChoice } from './race.types';
import { Tally, TimeIsUp } from './tally';

/** One way's part of a race: its tables, its orders and what came of them. */
export class Lane {
  private readonly tally = new Tally();
  private readonly orders: Generator<Order, never>[];
  private sight: Sight = { money: 0, overdrawn: 0 };
  private moneyAtStart = 0;
  private turnBegan: number | undefined;

  constructor(
    readonly way: WayName,
    private readonly ground: Ground,
    choice: RaceChoice,
  ) {
    this.orders = Array.from({ length: choice.clients }, (_, client) => ordersOf(client, choice));
  }

  async prepare(observer: Session): Promise<void> {
    await this.ground.prepare();
    await this.look(observer);
    this.moneyAtStart = this.sight.money;
  }

  /** Sees how much money there is now. */
  async look(observer: Session): Promise<void> {
    this.sight = await this.ground.look(observer);
  }

  remove(): Promise<void> {
    return this.ground.remove();
  }

  /** Pays with all clients until the time is up or the signal says so; each ends the payment that it is in. */
  async run(sessions: readonly Session[], forMs: number, signal: AbortSignal): Promise<void> {
    const movers = await Promise.all(sessions.map((session) => this.ground.enter(session)));
    const began = performance.now();
    const isOver = (): boolean => signal.aborted || performance.now() - began >= forMs;
    this.turnBegan = began;
    const before = this.tally.activeMs;
    const clock = setInterval(() => {
      this.tally.activeMs = before + performance.now() - began;
    }, 50);
    try {
      await Promise.all(movers.map((mover, client) => this.drive(mover, client, isOver)));
    } finally {
      clearInterval(clock);
      this.turnBegan = undefined;
      this.tally.activeMs = before + performance.now() - began;
    }
  }

  get state(): LaneState {
    const { moved, refused, deadlocks, retries, unfinished, failed, problem, perSecond, p99Ms } = this.tally;
    const { money: moneyNow, overdrawn } = this.sight;
    const { way, moneyAtStart } = this;
    const counts = { moved, refused, deadlocks, retries, unfinished, failed, problem, perSecond, p99Ms };
    return { way, running: this.turnBegan !== undefined, ...counts, moneyAtStart, moneyNow, overdrawn };
  }

  private async drive(mover: Mover, client: number, isOver: () => boolean): Promise<void> {
    const retried = (): void => {
      this.tally.retries += 1;
      if (isOver()) throw new TimeIsUp();
    };
    while (!isOver()) {
      const order = this.orders[client]?.next().value;
      if (!order) return;
      const began = performance.now();
      try {
        this.tally.count(await mover.move(order, retried), performance.now() - began);
      } catch (error) {
        this.tally.countError(error);
        await mover.recover();
      }
    }
  }
}
