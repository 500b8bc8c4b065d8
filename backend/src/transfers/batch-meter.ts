import { Injectable } from '@nestjs/common';
import { type Link, trace } from '@opentelemetry/api';
import type { Counter, Histogram } from 'prom-client';
import { DomainError } from '../platform/errors/domain-error';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import { Metrics, SECONDS } from '../platform/observability/metrics';
import { sizeOf } from './batch-queue';
import { BatchesService } from './batches.service';
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
    private readonly batches: BatchesService,
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
   * @param post returns the ids of what was posted, one list for each commit
   */
  async measure(
    batch: readonly { size: number; link: Link | undefined }[],
    post: () => Promise<string[][]>,
  ): Promise<void> {
    const links = batch.flatMap(({ link }) => link ?? []);
    const size = sizeOf(batch);
    const options = { root: true, links, attributes: { 'batch.size': size } };
    const started = performance.now();
    await trace.getTracer('transfers').startActiveSpan('transfer batch', options, async (span) => {
      try {
        this.record(await post(), started);
      } finally {
        span.end();
      }
    });
    this.batchSize.observe(size);
    this.postingSeconds.observe((performance.now() - started) / 1000);
  }

  /** Where a batch took several commits, each is given its share of the time. */
  private record(commits: readonly string[][], started: number): void {
    this.throughput.record(commits.reduce((sum, { length }) => sum + length, 0));
    const durationMs = Math.round(((performance.now() - started) / commits.length) * 10) / 10;
    const committedAt = new Date();
    for (const transferIds of commits)
      if (transferIds.length > 0) this.batches.note({ transferIds, committedAt, durationMs });
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

const WINDOW_SECONDS = 5;

interface Second {
  at: number;
  batches: number;
  transfers: number;
}

/** Counts what was posted in the last seconds, by a clock that never jumps. */
export class Throughput {
  private readonly seconds: Second[] = [];

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  record(transfers: number): void {
    const at = Math.floor(this.nowMs() / 1000);
    const latest = this.seconds.at(-1);
    if (latest?.at === at) {
      latest.batches += 1;
      latest.transfers += transfers;
    } else {
      this.seconds.push({ at, batches: 1, transfers });
      this.forgetOld();
    }
  }

  /** Transfers posted per second, mean over the window. */
  perSecond(): number {
    this.forgetOld();
    return this.total('transfers') / WINDOW_SECONDS;
  }

  /** Transfers in a batch, mean over the window; 0 without any batch. */
  meanBatch(): number {
    this.forgetOld();
    const batches = this.total('batches');
    return batches === 0 ? 0 : this.total('transfers') / batches;
  }

  private total(what: 'batches' | 'transfers'): number {
    return this.seconds.reduce((sum, second) => sum + second[what], 0);
  }

  private forgetOld(): void {
    const oldest = Math.floor(this.nowMs() / 1000) - WINDOW_SECONDS;
    while (this.seconds[0] !== undefined && this.seconds[0].at <= oldest) this.seconds.shift();
  }
}
