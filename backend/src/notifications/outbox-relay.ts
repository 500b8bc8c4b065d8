import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type UnitOfWork, UnitsOfWork } from '../platform/database/unit-of-work';
import { Timers } from '../platform/lifecycle/timers';
import { PodBus } from '../platform/redis/pod-bus';
import type { Notification } from './notification.entity';
import { NotificationEvents } from './notifications.events';
import { DELETE_OUTBOX, FIND_PAIRS, TAKE_OUTBOX } from './notifications.sql';
import { type AddressedPush, toPush } from './notifications.types';
import { Outbox } from './outbox';

/** Older rows were left behind by a pod that died, or by Redis being away. */
const LEFT_AFTER_MS = 5000;
const LOOK_EVERY_MS = 2000;
/** Rows taken together; each is a batch of transfers. */
const ROWS = 20;

interface OutboxRow {
  id: string;
  /** Pairs of user and notification. */
  payload: [userId: string, notificationId: string][];
}

type Pushed = Pick<Notification, 'userId' | 'id' | 'kind' | 'data' | 'createdAt'>;

/**
 * Publishes again what was committed but, as far as anybody knows, not published. Every pod runs one; a row that one of
 * them holds is passed over by the others. Something may so be published twice, but never not at all.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap {
  constructor(
    private readonly timers: Timers,
    private readonly unitsOfWork: UnitsOfWork,
    private readonly bus: PodBus,
    private readonly outbox: Outbox,
    private readonly events: NotificationEvents,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.every(LOOK_EVERY_MS, async () => {
      while (this.bus.up && (await this.relay()) === ROWS);
    });
  }

  /** Returns the number of rows published. */
  private relay(): Promise<number> {
    return this.unitsOfWork.run(async (tx) => {
      const rows = await tx.query<OutboxRow>(TAKE_OUTBOX, [LEFT_AFTER_MS, ROWS]);
      for (const { payload } of rows) {
        const pushes = await this.pushesOf(tx, payload);
        await this.outbox.publish(pushes);
        this.events.recorded.next(pushes);
      }
      if (rows.length > 0) tx.write(DELETE_OUTBOX, [rows.map(({ id }) => id)]);
      return rows.length;
    });
  }

  private async pushesOf(tx: UnitOfWork, pairs: OutboxRow['payload']): Promise<AddressedPush[]> {
    const columns = [pairs.map(([userId]) => userId), pairs.map(([, id]) => id)];
    const found = await tx.query<Pushed>(FIND_PAIRS, columns);
    return found.map(({ userId, ...notification }) => [userId, toPush(notification)]);
  }
}
