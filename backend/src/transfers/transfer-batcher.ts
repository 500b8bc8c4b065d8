import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { type Link, trace } from '@opentelemetry/api';
import type { PostingOutcome } from '../ledger/posting.types';
import { Config } from '../platform/config/config';
import { sqlState } from '../platform/database/sql-state';
import { DomainError } from '../platform/errors/domain-error';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import { Shutdown } from '../platform/lifecycle/shutdown';
import { Metrics } from '../platform/observability/metrics';
import { Throughput } from './throughput';
import { type PaymentOrder, TransferPoster } from './transfer-poster';

const RETRIES = 3;
const RETRY_JITTER_MS = 25;
/** Up to this many that wait are posted at once; of more, half. */
const WHOLE_BATCH = 32;

interface Waiting {
  order: PaymentOrder;
  deadlineMs: number;
  link: Link | undefined;
  resolve: (outcome: PostingOutcome) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit for transfers: what arrives while one batch commits is the next batch. N transfers then cost one commit,
 * one pass of locks and two round trips, so throughput rises with load and a hot account is as fast as any other; a lone
 * transfer is a batch of one and waits for nobody. One batch is in flight per pod.
 *
 * Pod and database are to work at the same time. So a long queue is posted by halves: all of it at once would leave the pod
 * idle while the database works, and the other way round.
 *
 * Source: group commit as in DeWitt et al., "Implementation Techniques for Main Memory Database Systems", SIGMOD 1984.
 */
@Injectable()
export class TransferBatcher {
  private readonly logger = new Logger(TransferBatcher.name);
  private readonly throughput = new Throughput();
  private readonly queue: Waiting[] = [];
  private posting: Promise<void> | undefined;
  private deadlineTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Config,
    private readonly poster: TransferPoster,
    private readonly metrics: Metrics,
    pods: PodRegistry,
    shutdown: Shutdown,
  ) {
    pods.contribute('queueDepth', () => this.queue.length);
    pods.contribute('transfersPerSecond', () => this.throughput.perSecond());
    pods.contribute('batchSize', () => this.throughput.meanBatch());
    metrics.gauge('bank_transfer_queue_depth', 'Transfers waiting for the next batch', () => this.queue.length);
    shutdown.onDrain(() => this.posting ?? Promise.resolve());
  }

  /**
   * Posts an order with the next batch; resolves once that is durable.
   *
   * @throws DomainError `overloaded` when the queue is full or the deadline passed before posting, `dependency_unavailable`
   *   when the database failed and nothing was posted, `outcome_unknown` when it failed during the commit
   */
  submit(order: PaymentOrder): Promise<PostingOutcome> {
    if (this.queue.length >= this.config.transferQueueMax) {
      this.metrics.transfers.inc({ outcome: 'overloaded' });
      return Promise.reject(overloaded('Too many transfers are waiting.'));
    }
    return new Promise((resolve, reject) => {
      const context = trace.getActiveSpan()?.spanContext();
      const deadlineMs = performance.now() + this.config.transferDeadlineMs;
      this.queue.push({ order, deadlineMs, link: context && { context }, resolve, reject });
      this.posting ??= this.postAll();
      this.deadlineTimer ??= this.watchDeadlines();
    });
  }

  private async postAll(): Promise<void> {
    while (this.queue.length > 0) {
      // A single one may be the first of many that came in the same turn of the event loop.
      if (this.queue.length === 1) await turn();
      this.refuseLate();
      const batch = this.queue.splice(0, this.nextSize());
      if (batch.length > 0) await this.traced(batch, () => this.postBatch(batch));
    }
    this.posting = undefined;
  }

  private nextSize(): number {
    const share = Math.max(WHOLE_BATCH, Math.ceil(this.queue.length / 2));
    return Math.min(share, this.config.transferBatchMax);
  }

  private async postBatch(batch: readonly Waiting[]): Promise<void> {
    const started = performance.now();
    try {
      const outcomes = await this.withRetries(batch);
      this.metrics.batchSize.observe(batch.length);
      this.metrics.postingSeconds.observe((performance.now() - started) / 1000);
      // In a moment: the next batch leaves for the database first.
      setImmediate(() => {
        this.settle(batch, outcomes);
      });
    } catch (error) {
      if (isDataError(error) && batch.length > 1) for (const waiting of batch) await this.postBatch([waiting]);
      else this.fail(batch, error);
    }
  }

  /** A conflict with another transaction rolls the whole batch back; it is tried again as a whole. */
  private async withRetries(batch: readonly Waiting[]): Promise<PostingOutcome[]> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.poster.post(batch.map(({ order }) => order));
      } catch (error) {
        if (!isConflict(error) || attempt === RETRIES) throw error;
        await wait(Math.random() * RETRY_JITTER_MS * 2 ** attempt);
      }
    }
  }

  private settle(batch: readonly Waiting[], outcomes: readonly PostingOutcome[]): void {
    const counts = new Map<string, number>();
    batch.forEach(({ resolve, reject }, i) => {
      const outcome = outcomes[i];
      if (!outcome) {
        reject(new Error('A posting has no outcome'));
        return;
      }
      const label = outcome.status === 'refused' ? outcome.code : outcome.status;
      counts.set(label, (counts.get(label) ?? 0) + 1);
      resolve(outcome);
    });
    for (const [outcome, count] of counts) this.metrics.transfers.inc({ outcome }, count);
    this.throughput.record(counts.get('posted') ?? 0);
  }

  private fail(batch: readonly Waiting[], error: unknown): void {
    const problem = error instanceof DomainError || isDataError(error) ? error : unavailable(error);
    const outcome = problem instanceof DomainError ? problem.code : 'internal';
    this.logger.error({ err: error, outcome, size: batch.length }, 'A batch of transfers failed');
    this.metrics.transfers.inc({ outcome }, batch.length);
    for (const { reject } of batch) reject(problem);
  }

  /** Refuses what waited too long, also while a batch is stuck. The queue is in order of arrival, hence of deadline. */
  private refuseLate(): void {
    const now = performance.now();
    const late = this.queue.findIndex(({ deadlineMs }) => deadlineMs > now);
    for (const { reject } of this.queue.splice(0, late === -1 ? this.queue.length : late)) {
      this.metrics.transfers.inc({ outcome: 'overloaded' });
      reject(overloaded('The transfer waited too long and was not made.'));
    }
  }

  private watchDeadlines(): NodeJS.Timeout | undefined {
    const first = this.queue[0];
    if (!first) return undefined;
    const delayMs = Math.max(1, Math.ceil(first.deadlineMs - performance.now()));
    return setTimeout(() => {
      this.refuseLate();
      this.deadlineTimer = this.watchDeadlines();
    }, delayMs).unref();
  }

  private traced(batch: readonly Waiting[], work: () => Promise<void>): Promise<void> {
    const options = {
      root: true,
      links: batch.flatMap(({ link }) => link ?? []),
      attributes: { 'batch.size': batch.length },
    };
    return trace.getTracer('transfers').startActiveSpan('transfer batch', options, async (span) => {
      try {
        await work();
      } finally {
        span.end();
      }
    });
  }
}

/** Bad data or a violated rule: one command of the batch is to blame, so each is tried alone. */
function isDataError(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && (/^2[23]/.test(state) || state === 'P0001');
}

/** Serialization failure or deadlock. */
function isConflict(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlState(error) ?? '');
}

function overloaded(detail: string): DomainError {
  return new DomainError('overloaded', `${detail} Nothing was posted; try again.`, { retryAfterSeconds: 1 });
}

function unavailable(cause: unknown): DomainError {
  return new DomainError(
    'dependency_unavailable',
    'The ledger is not available right now. Nothing was posted; try again.',
    {
      retryAfterSeconds: 1,
      cause,
    },
  );
}
