import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Link, trace } from '@opentelemetry/api';
import type { PostingOutcome } from '../ledger/posting.types';
import { Config } from '../platform/config/config';
import { Shutdown } from '../platform/lifecycle/shutdown';
import { BatchAnswers } from './batch-answers';
import { BatchMeter } from './batch-meter';
import { BatchPoster, refuseUntried } from './batch-poster';
import { BatchQueue } from './batch-queue';
import type { OrderResult, PaymentOrder, WaitingOrders } from './transfers.types';

/** Their span is linked to that of the batch. */
type TracedOrders = WaitingOrders & { link: Link | undefined };

/**
 * Group commit for transfers: what arrives while one batch commits is the next batch. N transfers then cost one commit,
 * one pass of locks and two round trips, so throughput rises with load and a hot account is as fast as any other; a lone
 * transfer is a batch of one and waits for nobody. One batch is in flight per pod.
 *
 * Source: group commit as in DeWitt et al., "Implementation Techniques for Main Memory Database Systems", SIGMOD 1984.
 */
@Injectable()
export class TransferBatcher {
  private readonly queue: BatchQueue<TracedOrders>;
  private readonly answers = new BatchAnswers();
  private posting: Promise<void> | undefined;
  private deadlineTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Config,
    private readonly poster: BatchPoster,
    private readonly meter: BatchMeter,
    shutdown: Shutdown,
  ) {
    this.queue = new BatchQueue({ queueMax: config.transferQueueMax, batchMax: config.transferBatchMax });
    meter.watchQueue(() => this.queue.size);
    shutdown.onDrain(() => this.posting ?? Promise.resolve());
  }

  /**
   * Posts an order with the next batch; resolves once that is durable.
   *
   * @throws DomainError `overloaded` when the queue is full or the deadline passed before posting, `dependency_unavailable`
   *   when the database failed and nothing was posted, `outcome_unknown` when it failed during the commit
   */
  submit(order: PaymentOrder): Promise<PostingOutcome> {
    return new Promise((resolve, reject) => {
      this.enqueue([order], ([result]) => {
        if (result?.status === 'failed') reject(result.error);
        else if (result) resolve(result);
      });
    });
  }

  /**
   * Posts orders of one caller, as `submit` does: those of a unit in one batch, to stand or fall together. The queue takes
   * all of them or none, so that who repeats them with their keys is not stopped at the same place for ever.
   *
   * @returns a result per order, in their order; never fails
   */
  async submitAll(units: readonly (readonly PaymentOrder[])[]): Promise<OrderResult[]> {
    const { isFull } = this.queue;
    const results = units.map(
      (orders) =>
        new Promise<readonly OrderResult[]>((resolve) => {
          this.enqueue(orders, resolve, isFull);
        }),
    );
    return (await Promise.all(results)).flat();
  }

  private enqueue(orders: readonly PaymentOrder[], resolve: WaitingOrders['answer'], isFull = this.queue.isFull): void {
    const answer = (results: readonly OrderResult[]): void => {
      for (const result of results) this.meter.count(result);
      this.answers.add(() => {
        resolve(results);
      });
    };
    if (isFull) {
      refuseUntried({ orders, answer }, 'Too many transfers are waiting.');
      return;
    }
    const context = trace.getActiveSpan()?.spanContext();
    const deadlineMs = performance.now() + this.config.transferDeadlineMs;
    this.queue.add({ orders, size: orders.length, deadlineMs, link: context && { context }, answer });
    this.posting ??= this.postAll();
    this.deadlineTimer ??= this.watchDeadlines();
  }

  private async postAll(): Promise<void> {
    while (!this.queue.isEmpty) {
      // A single one may be the first of many that came in the same turn of the event loop.
      if (this.queue.size === 1) await turn();
      const batch = this.queue.takeBatch();
      if (batch.length > 0) await this.meter.measure(batch, () => this.poster.post(batch, this.answers.give));
    }
    this.answers.give();
    this.posting = undefined;
  }

  /** Refuses what waited too long, also while a batch is stuck. */
  private watchDeadlines(): NodeJS.Timeout | undefined {
    const firstMs = this.queue.firstDeadlineMs;
    if (firstMs === undefined) return undefined;
    const delayMs = Math.max(1, Math.ceil(firstMs - performance.now()));
    return setTimeout(() => {
      for (const late of this.queue.takeLate(performance.now())) refuseUntried(late, 'The transfer waited too long.');
      this.deadlineTimer = this.watchDeadlines();
    }, delayMs).unref();
  }
}
