import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { statement } from '../platform/database/unit-of-work';
import { Timers } from '../platform/lifecycle/timers';
import { Metrics } from '../platform/observability/metrics';
import { PodBus } from '../platform/redis/pod-bus';
import { NotificationEvents } from './notifications.events';
import { COUNT_OUTBOX, DELETE_OUTBOX } from './notifications.sql';
import type { AddressedPush, RecordedBatch } from './notifications.types';

/** Of the messages by which pods pass pushes on. */
const TOPIC = 'pushes';
/** Rows of published batches are deleted together this often; far more often than the relay looks for rows left over. */
const DELETE_EVERY_MS = 500;
/** The last messages of a pod that ends are waited for this long; the relay of another pod sees to the rest. */
const GOODBYE_MS = 2000;

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
