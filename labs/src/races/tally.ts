import { CANCELLED, DEADLOCK, sqlState } from '../database/sql-state';
import type { Outcome } from '../ways/way';

/** Each bound of the histogram is so much above the one before: how precise a percentile is. */
const GROWTH = 1.04;
const LOWEST_MS = 0.05;
const BUCKETS = 320;

/** Thrown into a way that would try again although time is up. */
export class TimeIsUp extends Error {}

/** What one lane has done so far. */
export class Tally {
  moved = 0;
  refused = 0;
  deadlocks = 0;
  retries = 0;
  unfinished = 0;
  failed = 0;
  /** What the first that failed said. */
  problem: string | null = null;
  /** How long it has had its turn. */
  activeMs = 0;
  private readonly histogram = new Uint32Array(BUCKETS);

  count(outcome: Outcome, tookMs: number): void {
    this[outcome] += 1;
    if (outcome === 'moved') this.histogram[bucketOf(tookMs)] = (this.histogram[bucketOf(tookMs)] ?? 0) + 1;
  }

  countError(error: unknown): void {
    if (error instanceof TimeIsUp || sqlState(error) === CANCELLED) this.unfinished += 1;
    else if (sqlState(error) === DEADLOCK) this.deadlocks += 1;
    else {
      this.failed += 1;
      this.problem ??= error instanceof Error ? error.message : String(error);
    }
  }

  /** Milliseconds that 99 of 100 payments took at most; 0 without any. */
  get p99Ms(): number {
    let left = Math.ceil(this.moved * 0.99);
    if (left === 0) return 0;
    const bucket = this.histogram.findIndex((count) => (left -= count) <= 0);
    return LOWEST_MS * GROWTH ** bucket;
  }

  get perSecond(): number {
    return this.activeMs === 0 ? 0 : (this.moved * 1000) / this.activeMs;
  }
}

function bucketOf(tookMs: number): number {
  const exact = Math.ceil(Math.log(tookMs / LOWEST_MS) / Math.log(GROWTH));
  return Math.min(Math.max(exact, 0), BUCKETS - 1);
}
