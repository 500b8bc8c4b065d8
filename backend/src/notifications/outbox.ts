import { setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { statement, type UnitOfWork, UnitsOfWork } from '../platform/database/unit-of-work';
import { Timers } from '../platform/lifecycle/clock';
import { Metrics } from '../platform/observability/metrics';
import { PodBus } from '../platform/redis/pod-bus';
import type { Notification } from './notification.entity';
import type { NotificationPush } from './notification.types';
import { type AddressedPush, NotificationEvents } from './notifications.events';
import { COUNT_OUTBOX, DELETE_OUTBOX, FIND_PAIRS, TAKE_OUTBOX } from './notifications.sql';
import type { OutboxRow } from './outbox-row.entity';

/** Of the messages by which pods pass pushes on. */
const TOPIC = 'pushes';
/** Rows of published batches are deleted together this often; far more often than the relay looks for rows left over. */
const DELETE_EVERY_MS = 500;
/** The last messages of a pod that ends are waited for this long; the relay of another pod sees to the rest. */
const GOODBYE_MS = 2000;
/** Older rows were left behind by a pod that died, or by Redis being away. */
const LEFT_AFTER_MS = 5000;
const LOOK_EVERY_MS = 2000;
/** Rows taken together; each is a batch of transfers. */
const ROWS = 20;

/** Notifications written by one transaction, and the outbox row that stands for all of them. */
export interface RecordedBatch {
  outboxId: string;
  pushes: AddressedPush[];
}

type Pushed = Pick<Notification, 'userId' | 'id' | 'kind' | 'data' | 'createdAt'>;

/** Sends batches to the other pods and deletes their outbox rows once that is done, never before. */
@Injectable()
export class Outbox implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(Outbox.name);
  private readonly sending = new Set<Promise<void>>();
  private published: string[] = [];

  constructor(
    private readonly timers: Timers,
    private readonly dataSource: DataSource,
    private readonly bus: PodBus,
    private readonly events: NotificationEvents,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.bus.on(TOPIC, (pushes) => {
      this.events.recorded.next(pushes as AddressedPush[]);
    });
    this.timers.every(DELETE_EVERY_MS, () => this.deletePublished());
    this.metrics.gauge('bank_outbox_pending', 'Batches of notifications not yet published', () => this.pending());
  }

  /**
   * Has the other pods announce these.
   *
   * @throws Error when that did not reach Redis
   */
  publish(pushes: readonly AddressedPush[]): Promise<void> {
    return this.bus.publish(TOPIC, pushes);
  }

  /** Sends a committed batch in the background. If Redis does not take it, its row stays for the relay. */
  send({ outboxId, pushes }: RecordedBatch): void {
    const sent: Promise<void> = this.publish(pushes)
      .then(
        () => {
          this.published.push(outboxId);
        },
        (error: unknown) => {
          this.logger.debug(`A batch of notifications is left to the relay: ${(error as Error).message}`);
        },
      )
      .finally(() => this.sending.delete(sent));
    this.sending.add(sent);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.race([Promise.all(this.sending), delay(GOODBYE_MS, undefined, { ref: false })]);
    await this.deletePublished().catch(() => undefined);
  }

  /** Rows that cannot be deleted are published once more by the relay, which the page does not mind. */
  private async deletePublished(): Promise<void> {
    const ids = this.published;
    if (ids.length === 0) return;
    this.published = [];
    await statement(this.dataSource, DELETE_OUTBOX, [ids]);
  }

  private async pending(): Promise<number> {
    const [row] = await statement<{ pending: number }>(this.dataSource, COUNT_OUTBOX, []);
    return row?.pending ?? 0;
  }
}

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
      const rows = await tx.query<Pick<OutboxRow, 'id' | 'payload'>>(TAKE_OUTBOX, [LEFT_AFTER_MS, ROWS]);
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

/** A notification as sockets send it. */
export function toPush({
  id,
  kind,
  createdAt,
  data,
}: Pick<Notification, 'id' | 'kind' | 'createdAt' | 'data'>): NotificationPush {
  return { id, kind, createdAt: createdAt.toISOString(), data };
}
