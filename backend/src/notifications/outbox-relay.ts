import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type UnitOfWork, UnitsOfWork } from '../platform/database/unit-of-work';
import type { Notification } from './notification.entity';
import { DELETE_OUTBOX, FIND_PAIRS, TAKE_OUTBOX } from './notifications.sql';
import type { AddressedPush } from './notifications.types';
import { toPush } from './notification-push';
import { PodLink } from './realtime/pod-link';
import { PodMessages } from './realtime/pod-messages';
import { PushDelivery } from './realtime/push-delivery';

/** Older rows were left behind by a pod that died, or by Redis being away. */
const LEFT_AFTER_MS = 5000;
const PAUSE_MS = 2000;
/** While there is more. */
const SHORT_PAUSE_MS = 250;
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
export class OutboxRelay implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OutboxRelay.name);
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly unitsOfWork: UnitsOfWork,
    private readonly link: PodLink,
    private readonly messages: PodMessages,
    private readonly delivery: PushDelivery,
  ) {}

  onApplicationBootstrap(): void {
    void this.run();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    let pauseMs = PAUSE_MS;
    try {
      if (this.link.up && (await this.relay()) === ROWS) pauseMs = SHORT_PAUSE_MS;
    } catch (error) {
      this.logger.warn(`What was left in the outbox stays there for now: ${(error as Error).message}`);
    }
    if (!this.stopped) this.timer = setTimeout(() => void this.run(), pauseMs * (0.75 + Math.random() / 2)).unref();
  }

  /** Returns the number of rows published. */
  private relay(): Promise<number> {
    return this.unitsOfWork.run(async (tx) => {
      const rows = await tx.query<OutboxRow>(TAKE_OUTBOX, [LEFT_AFTER_MS, ROWS]);
      for (const { payload } of rows) {
        const pushes = await this.pushesOf(tx, payload);
        await this.messages.send('pushes', pushes);
        this.delivery.deliver(pushes);
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
