import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { statement } from '../platform/database/statement';
import { Metrics } from '../platform/observability/metrics';
import { COUNT_OUTBOX, DELETE_OUTBOX } from './notifications.sql';
import type { RecordedBatch } from './notifications.types';
import { PodMessages } from './realtime/pod-messages';

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
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly messages: PodMessages,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.metrics.gauge('bank_outbox_pending', 'Batches of notifications not yet published', () => this.pending());
  }

  /** Sends a committed batch in the background. If Redis does not take it, its row stays for the relay. */
  send({ outboxId, pushes }: RecordedBatch): void {
    const sent: Promise<void> = this.messages
      .send('pushes', pushes)
      .then(
        () => {
          this.forget(outboxId);
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
    await this.deletePublished();
  }

  private forget(outboxId: string): void {
    this.published.push(outboxId);
    this.timer ??= setTimeout(() => void this.deletePublished(), DELETE_EVERY_MS);
  }

  /** Rows that cannot be deleted are published once more by the relay, which the page does not mind. */
  private async deletePublished(): Promise<void> {
    const ids = this.published;
    this.published = [];
    clearTimeout(this.timer);
    try {
      if (ids.length > 0) await statement(this.dataSource.manager, DELETE_OUTBOX, [ids]);
    } catch (error) {
      this.logger.debug(`Published batches were not deleted: ${(error as Error).message}`);
    }
    this.timer = undefined;
    if (this.published.length > 0) this.timer = setTimeout(() => void this.deletePublished(), DELETE_EVERY_MS);
  }

  private async pending(): Promise<number> {
    const [row] = await statement<{ pending: number }>(this.dataSource.manager, COUNT_OUTBOX, []);
    return row?.pending ?? 0;
  }
}
