import { Injectable } from '@nestjs/common';
import { type Link, trace } from '@opentelemetry/api';
import type { Counter, Histogram } from 'prom-client';
import { DomainError } from '../platform/errors/domain-error';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import { Metrics, SECONDS } from '../platform/observability/metrics';
import { Throughput } from './throughput';
import type { OrderResult } from './transfers.types';

/** Counts and times what the batcher does; changes nothing of it. */
@Injectable()
export class BatchMeter {
  private readonly throughput = new Throughput();
  private readonly transfers: Counter<'outcome'>;
  private readonly batchSize: Histogram;
  private readonly postingSeconds: Histogram;

  constructor(
    private readonly metrics: Metrics,
    private readonly pods: PodRegistry,
  ) {
    this.transfers = metrics.counter('bank_transfers_total', 'Transfers decided, by outcome', ['outcome']);
    this.batchSize = metrics.histogram(
      'bank_transfer_batch_size',
      'Transfers posted together in one transaction',
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    );
    this.postingSeconds = metrics.histogram(
      'bank_posting_duration_seconds',
      'Time to post one batch, its commit included',
      SECONDS,
    );
    pods.contribute('transfersPerSecond', () => this.throughput.perSecond());
    pods.contribute('batchSize', () => this.throughput.meanBatch());
  }

  /** Tells how many wait for the next batch, whenever somebody asks. */
  watchQueue(depth: () => number): void {
    this.pods.contribute('queueDepth', depth);
    this.metrics.gauge('bank_transfer_queue_depth', 'Transfers waiting for the next batch', depth);
  }

  /**
   * Follows the posting of a batch by a span of its own, linked to the requests it answers.
   *
   * @param post returns how many were posted
   */
  async measure(batch: readonly { link: Link | undefined }[], post: () => Promise<number>): Promise<void> {
    const links = batch.flatMap(({ link }) => link ?? []);
    const options = { root: true, links, attributes: { 'batch.size': batch.length } };
    const started = performance.now();
    await trace.getTracer('transfers').startActiveSpan('transfer batch', options, async (span) => {
      try {
        this.throughput.record(await post());
      } finally {
        span.end();
      }
    });
    this.batchSize.observe(batch.length);
    this.postingSeconds.observe((performance.now() - started) / 1000);
  }

  count(result: OrderResult): void {
    this.transfers.inc({ outcome: labelOf(result) });
  }
}

function labelOf(result: OrderResult): string {
  if (result.status === 'refused') return result.code;
  if (result.status !== 'failed') return result.status;
  return result.error instanceof DomainError ? result.error.code : 'internal';
}
