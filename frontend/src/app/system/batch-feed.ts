import { DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { listBatches } from '../api/fn/system/list-batches';
import type { Batch } from '../api/models/batch';
import { Calls } from '../core/calls';
import { loaded } from '../core/loaded';

const ASK_EVERY_MS = 500;
/** A batch is told some time after its commit; what is asked for overlaps by this. */
const OVERLAP_MS = 2000;
/** What is shown is this much behind the newest batch, so that the next ones are there when it is their turn. */
const BEHIND_MS = 1400;
const KEPT = 3000;
const RATE_OVER_MS = 2000;
const RATE_EVERY_MS = 250;

/** A batch as it is drawn. */
export interface Bar extends Batch {
  atMs: number;
}

/** The commits of all pods as a stream that runs evenly, a moment behind. */
@Injectable()
export class BatchFeed {
  private readonly calls = inject(Calls);
  private readonly seen = new Set<string>();
  private readonly list: Bar[] = [];
  /** How far the clock of the bank is behind that of this device, the wait for its answers included. */
  private lagMs = Infinity;
  private readonly now = signal(0);
  private readonly highest = signal(0);

  /** Transfers per second, by the batches of the last two seconds. */
  readonly rate = this.now.asReadonly();
  /** The highest rate since this was opened. */
  readonly peak = this.highest.asReadonly();
  readonly page = loaded({
    params: () => 'batches',
    load: (_question, signal) => this.calls.ask(listBatches, { since: this.since() }, signal),
    everyMs: ASK_EVERY_MS,
  });

  constructor() {
    effect(() => {
      const page = this.page.value();
      if (page) untracked(() => this.take(page.items));
    });
    const timer = setInterval(() => this.measure(), RATE_EVERY_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  /** Oldest first; those after `playedMs` are not to be shown yet. */
  get bars(): readonly Bar[] {
    return this.list;
  }

  /** The moment that is shown now, by the clock of the bank. */
  playedMs(): number {
    return Date.now() - (Number.isFinite(this.lagMs) ? this.lagMs : 0) - BEHIND_MS;
  }

  private since(): string | undefined {
    const newest = this.list.at(-1);
    return newest && new Date(newest.atMs - OVERLAP_MS).toISOString();
  }

  private take(batches: readonly Batch[]): void {
    const fresh = batches.filter((batch) => !this.seen.has(nameOf(batch)));
    if (fresh.length === 0) return;
    for (const batch of fresh) {
      this.seen.add(nameOf(batch));
      this.list.push({ ...batch, atMs: Date.parse(batch.committedAt) });
    }
    this.list.sort((a, b) => a.atMs - b.atMs);
    for (const old of this.list.splice(0, Math.max(0, this.list.length - KEPT))) this.seen.delete(nameOf(old));
    this.lagMs = Math.min(this.lagMs, Date.now() - (this.list.at(-1)?.atMs ?? 0));
  }

  private measure(): void {
    const endMs = this.playedMs();
    let transfers = 0;
    for (let i = this.list.length - 1; i >= 0; i--) {
      const bar = this.list[i];
      if (!bar || bar.atMs <= endMs - RATE_OVER_MS) break;
      if (bar.atMs <= endMs) transfers += bar.transfers;
    }
    this.now.set((transfers * 1000) / RATE_OVER_MS);
    this.highest.update((highest) => Math.max(highest, this.now()));
  }
}

function nameOf({ pod, number, committedAt }: Batch): string {
  return `${pod} ${String(number)} ${committedAt}`;
}
