import { computed, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Api } from '../api/api';
import { listEntries } from '../api/fn/accounts/list-entries';
import { listTransfers } from '../api/fn/transfers/list-transfers';
import type { Entry } from '../api/models/entry';
import { AccountsStore } from '../core/accounts.store';
import { FeedsStore } from '../core/feeds.store';
import { Failure } from '../core/problem';
import { StatementPages } from './statement-pages';
import { entryOf } from '../core/transfer-entry';

export interface StatementFilter {
  direction: 'all' | 'in' | 'out';
  /** First moment, ISO 8601. */
  from: string | null;
  /** Moment after the last, ISO 8601. */
  to: string | null;
}

export const NO_FILTER: StatementFilter = { direction: 'all', from: null, to: null };

const PAGE = 100;
const PAGES_MAX = 40;
/** Browsers cannot scroll through lists of any height; older entries are reached by date. */
const ROWS_MAX = 150_000;

/**
 * The rows of the activity screen, by seq. Without a direction they are a stretch of the statement in which any part can
 * be fetched at once; with one they are a list that grows at its end. Lives and ends with the screen.
 */
@Injectable()
export class StatementStore {
  private readonly api = inject(Api);
  private readonly accounts = inject(AccountsStore);
  private pages = new StatementPages<Entry>(PAGE, PAGES_MAX);
  private readonly fetching = new Set<number>();
  /** Tells answers to what was asked before the account or the filter changed. */
  private question = 0;
  private filter = NO_FILTER;
  private cursor: string | null = null;
  private readonly version = signal(0);
  private readonly failed = signal<Failure | null>(null);
  private readonly loaded = signal(false);
  /** The stretch that is shown: after `low`, up to `high`; null follows the account as long as one reads at the top. */
  private readonly stretch = signal<{ low: number; high: number | null }>({ low: 0, high: null });
  private readonly pinned = signal<number | null>(null);
  /** Newest first; null unless a direction is asked for. */
  private readonly listed = signal<ReadonlyMap<number, Entry> | null>(null);
  private readonly more = signal(false);

  readonly failure = this.failed.asReadonly();
  readonly ready = computed(() => this.loaded() && this.accounts.active() !== null);
  readonly filtered = signal(false);
  /** How many entries are newer than what is shown. */
  readonly newer = computed(() => {
    const { high } = this.stretch();
    const pinned = this.pinned();
    return this.listed() || high !== null || pinned === null ? 0 : this.headSeq() - pinned;
  });
  /** Newest first. */
  readonly rows = computed<readonly number[]>(() => {
    const listed = this.listed();
    if (listed) return [...listed.keys()];
    const top = this.top();
    const length = Math.min(Math.max(0, top - this.stretch().low), ROWS_MAX);
    return Array.from({ length }, (_, index) => top - index);
  });
  /** Whether all of it is there, some of it beyond what can be scrolled to, or there is more to load. */
  readonly end = computed<'complete' | 'capped' | 'more'>(() => {
    if (this.listed()) return this.more() ? 'more' : 'complete';
    return this.top() - this.stretch().low > ROWS_MAX ? 'capped' : 'complete';
  });

  private readonly headSeq = computed(() => this.accounts.active()?.seq ?? 0);
  private readonly top = computed(() => this.stretch().high ?? this.pinned() ?? this.headSeq());

  constructor() {
    inject(FeedsStore).arrivals.pipe(takeUntilDestroyed()).subscribe(({ accountNumber, entries }) => {
      if (accountNumber === this.accounts.active()?.number) this.arrived(entries);
    });
  }

  /** Shows the active account anew, through a filter. */
  async show(filter: StatementFilter): Promise<void> {
    const question = ++this.question;
    this.filter = filter;
    this.pages = new StatementPages(PAGE, PAGES_MAX);
    this.fetching.clear();
    this.filtered.set(filter.direction !== 'all' || filter.from !== null || filter.to !== null);
    this.loaded.set(false);
    this.pinned.set(null);
    this.listed.set(null);
    await this.attempt(question, async () => {
      if (filter.direction === 'all') await this.showStretch(question);
      else await this.showList(question);
      if (question === this.question) this.loaded.set(true);
    });
  }

  retry(): void {
    void this.show(this.filter);
  }

  /** An entry that is loaded; reading it in a template follows what is loaded later. */
  entry(seq: number): Entry | undefined {
    this.version();
    return this.listed()?.get(seq) ?? this.pages.get(seq);
  }

  /** Sees to it that these rows can be shown. */
  async need(first: number, last: number): Promise<void> {
    const rows = this.rows();
    const number = this.accounts.active()?.number;
    if (number === undefined || rows.length === 0) return;
    if (this.listed()) {
      if (last >= rows.length - PAGE / 2) await this.loadMore(this.question);
      return;
    }
    const highest = rows[first];
    const lowest = rows[Math.min(last, rows.length) - 1];
    if (highest === undefined || lowest === undefined) return;
    const missing = this.pages.missing(lowest, highest);
    await Promise.all(missing.map((page) => this.fetchPage(this.question, number, page)));
  }

  /** While one reads further down, new entries do not push the rows about. */
  pin(reading: boolean): void {
    if (!reading) this.pinned.set(null);
    else if (this.pinned() === null) this.pinned.set(this.headSeq());
  }

  private async showStretch(question: number): Promise<void> {
    const { from, to } = this.filter;
    const low = from === null ? 0 : await this.seqBefore(from);
    const high = to === null ? null : await this.seqBefore(to);
    if (question !== this.question) return;
    this.stretch.set({ low, high });
    await this.need(0, PAGE / 2);
  }

  private async showList(question: number): Promise<void> {
    this.cursor = null;
    this.more.set(true);
    this.listed.set(new Map());
    await this.loadMore(question);
  }

  /** How many entries are older than a moment: they are in order of time, so it is found by halving. */
  private async seqBefore(moment: string): Promise<number> {
    const number = this.accounts.active()?.number ?? '';
    let low = 0;
    let high = this.headSeq();
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const { items } = await this.api.invoke(listEntries, { number, before: middle + 1, limit: 1 });
      if (new Date(items[0]?.createdAt ?? 0) < new Date(moment)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private async fetchPage(question: number, number: string, page: number): Promise<void> {
    if (this.fetching.has(page)) return;
    this.fetching.add(page);
    await this.attempt(question, async () => {
      const { items } = await this.api.invoke(listEntries, { number, before: this.pages.end(page), limit: PAGE });
      if (question === this.question) this.put(items);
    });
    if (question === this.question) this.fetching.delete(page);
  }

  private async loadMore(question: number): Promise<void> {
    const { direction, from, to } = this.filter;
    if (!this.more() || direction === 'all' || this.fetching.size > 0) return;
    this.fetching.add(0);
    const number = this.accounts.active()?.number;
    await this.attempt(question, async () => {
      // Transfers of other own accounts are left out; a page of nothing else is no reason to stop.
      for (let found = 0; found === 0 && this.more() && question === this.question;) {
        const page = await this.api.invoke(listTransfers, {
          direction,
          limit: PAGE,
          ...(from === null ? {} : { from }),
          ...(to === null ? {} : { to }),
          ...(this.cursor === null ? {} : { cursor: this.cursor }),
        });
        if (question !== this.question) return;
        this.cursor = page.next;
        this.more.set(page.next !== null);
        const entries = page.items.filter(({ accountNumber }) => accountNumber === number).map(entryOf);
        found = entries.length;
        this.list(entries);
      }
    });
    if (question === this.question) this.fetching.delete(0);
  }

  private arrived(entries: readonly Entry[]): void {
    if (!this.listed()) {
      this.put(entries);
      return;
    }
    const { direction, to } = this.filter;
    const fitting = entries.filter(({ amount }) => (amount > 0 ? 'in' : 'out') === direction && to === null);
    this.list(fitting);
  }

  private list(entries: readonly Entry[]): void {
    this.listed.update((listed) => {
      const all = [...(listed?.values() ?? []), ...entries].sort((a, b) => b.seq - a.seq);
      return new Map(all.map((entry) => [entry.seq, entry]));
    });
  }

  private put(entries: readonly Entry[]): void {
    this.pages.put(entries);
    this.version.update((version) => version + 1);
  }

  private async attempt(question: number, load: () => Promise<void>): Promise<void> {
    try {
      await load();
      if (question === this.question) this.failed.set(null);
    } catch (error) {
      if (question === this.question) this.failed.set(Failure.from(error));
    }
  }
}
