import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../platform/config/config';
import type { BatchDto, TransferBatchDto } from './transfer.dto';
import type { Commit } from './transfers.types';

/** Pods by the time of their last batch. */
const INDEX = 'batch-pods';
const LIFE_SECONDS = 600;
const KEPT_BATCHES = 2000;
/** Transfers of a pod of which it is remembered in what batch they were. */
const KEPT_TRANSFERS = 50_000;
/** What is committed within this time is written down together. */
const WRITE_EVERY_MS = 250;
/** A transfer is committed this long after it was asked for at most: its wait, tries and their time-outs. */
const COMMITTED_WITHIN_MS = 30_000;
/** Batches read at once in search of a transfer. */
const STEP = 200;

interface Noted extends Commit {
  number: number;
}

/**
 * The latest batches of all pods, in Redis: how many transfers each made in how long, and which. Nobody waits for a note
 * of them, and one that cannot be written is left out.
 */
@Injectable()
export class BatchesService {
  private readonly logger = new Logger(BatchesService.name);
  private readonly pod: string;
  private readonly pending: Noted[] = [];
  /** Of the batches whose transfers this pod wrote down, oldest first. */
  private readonly sizes: number[] = [];
  private remembered = 0;
  private last = 0;
  private writing: NodeJS.Timeout | undefined;
  private writtenAtMs = -Infinity;

  constructor(
    @InjectRedis() private readonly redis: Redis,
    config: Config,
  ) {
    this.pod = config.podName;
  }

  /** Takes note of a batch that is durable. Returns at once. */
  note(commit: Commit): void {
    this.pending.push({ ...commit, number: ++this.last });
    if (this.pending.length > KEPT_BATCHES) this.pending.shift();
    const delayMs = Math.max(0, this.writtenAtMs + WRITE_EVERY_MS - performance.now());
    this.writing ??= setTimeout(() => {
      this.writing = undefined;
      this.writtenAtMs = performance.now();
      this.write().catch((error: unknown) => {
        this.logger.debug(`Batches were not written down: ${(error as Error).message}`);
      });
    }, delayMs).unref();
  }

  /** Batches of all pods that were committed since a moment, newest first. */
  async since(moment: Date, limit: number): Promise<BatchDto[]> {
    const pods = await this.pods();
    const found = await Promise.all(
      pods.map(async (pod) => {
        const rows = await this.redis.zrevrangebyscore(batchesOf(pod), '+inf', moment.getTime(), 'LIMIT', 0, limit);
        return rows.map((row): BatchDto => {
          const [number, atMs, transfers, durationMs] = JSON.parse(row) as [number, number, number, number];
          return { pod, number, committedAt: new Date(atMs), transfers, durationMs };
        });
      }),
    );
    return found
      .flat()
      .sort((a, b) => b.committedAt.getTime() - a.committedAt.getTime())
      .slice(0, limit);
  }

  /**
   * The batch that a transfer was made in, if that is still remembered.
   *
   * @param askedAt when the transfer was asked for
   */
  async of(transferId: string, askedAt: Date): Promise<TransferBatchDto | null> {
    for (const pod of await this.pods()) {
      const found = await this.search(pod, transferId, askedAt.getTime());
      if (found) return found;
    }
    return null;
  }

  private async search(pod: string, transferId: string, fromMs: number): Promise<TransferBatchDto | null> {
    const bounds = [transfersOf(pod), fromMs, fromMs + COMMITTED_WITHIN_MS] as const;
    for (let offset = 0; offset < KEPT_BATCHES; offset += STEP) {
      const rows = await this.redis.zrangebyscore(...bounds, 'LIMIT', offset, STEP);
      const row = rows.find((each) => each.includes(transferId));
      if (row !== undefined) {
        const [number, atMs, durationMs, ...ids] = JSON.parse(row) as [number, number, number, ...string[]];
        const place = ids.indexOf(transferId) + 1;
        return { pod, number, committedAt: new Date(atMs), transfers: ids.length, durationMs, place };
      }
      if (rows.length < STEP) break;
    }
    return null;
  }

  private pods(): Promise<string[]> {
    return this.redis.zrangebyscore(INDEX, Date.now() - LIFE_SECONDS * 1000, '+inf');
  }

  private async write(): Promise<void> {
    const batches = this.pending.splice(0);
    const scored = (row: (batch: Noted) => unknown[]): (number | string)[] =>
      batches.flatMap((batch) => [batch.committedAt.getTime(), JSON.stringify(row(batch))]);
    const [batchesKey, transfersKey] = [batchesOf(this.pod), transfersOf(this.pod)];
    const forgotten = this.remember(batches);
    const told = scored(({ number, committedAt, transferIds, durationMs }) => [
      number,
      committedAt.getTime(),
      transferIds.length,
      durationMs,
    ]);
    await this.redis.zadd(batchesKey, ...told);
    await this.redis.zremrangebyrank(batchesKey, 0, -KEPT_BATCHES - 1);
    const named = scored(({ number, committedAt, transferIds, durationMs }) => [
      number,
      committedAt.getTime(),
      durationMs,
      ...transferIds,
    ]);
    await this.redis.zadd(transfersKey, ...named);
    if (forgotten) await this.redis.zremrangebyrank(transfersKey, 0, -this.sizes.length - 1);
    await this.redis.zadd(INDEX, Date.now(), this.pod);
    for (const key of [batchesKey, transfersKey, INDEX]) await this.redis.expire(key, LIFE_SECONDS);
  }

  /** Returns whether older ones have to make room. */
  private remember(batches: readonly Noted[]): boolean {
    for (const { transferIds } of batches) {
      this.sizes.push(transferIds.length);
      this.remembered += transferIds.length;
    }
    const full = this.remembered > KEPT_TRANSFERS;
    while (this.remembered > KEPT_TRANSFERS) this.remembered -= this.sizes.shift() ?? 0;
    return full;
  }
}

function batchesOf(pod: string): string {
  return `batches:${pod}`;
}

function transfersOf(pod: string): string {
  return `batch-transfers:${pod}`;
}
