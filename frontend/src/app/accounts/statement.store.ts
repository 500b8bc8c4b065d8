import { computed, inject, Injectable, linkedSignal, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { listEntries } from '../api/fn/accounts/list-entries';
import type { Entry } from '../api/models/entry';
import { AccountsStore } from '../core/accounts.store';
import { Calls } from '../core/calls';
import { FeedsStore } from '../core/feeds.store';
import { loaded, type Loaded } from '../core/loaded';
import { fits, isSound, narrowing, NO_FILTER, type StatementFilter } from './statement-filter';
import { StatementList } from './statement-list';
import { StatementPages } from './statement-pages';

const PAGE = 100;
const PAGES_MAX = 40;
/** Browsers cannot scroll through lists of any height; older entries are reached by date. */
const ROWS_MAX = 150_000;

/**
 * The rows of the activity screen, by seq, newest first. By days alone they are a stretch of the statement, of which any part
 * can be fetched at once; by anything else they are a list that grows at its end. Lives and ends with the screen.
 */
@Injectable()
export class StatementStore {
  private readonly calls = inject(Calls);
  private readonly accounts = inject(AccountsStore);
  private readonly wanted = signal<StatementFilter>(NO_FILTER);
  private readonly version = signal(0);

  private readonly number = computed(() => this.accounts.active()?.number);
  private readonly headSeq = computed(() => this.accounts.active()?.seq ?? 0);
  private readonly filter = computed(() => (isSound(this.wanted()) ? this.wanted() : null));
  private readonly question = computed(() => ({ number: this.number(), filter: this.filter() }));
  /** The rows that are drawn. */
  private readonly range = linkedSignal({
    source: this.question,
    computation: () => ({ first: 0, last: PAGE / 2 }),
  });
  private readonly pinned = linkedSignal<unknown, number | null>({ source: this.question, computation: () => null });
  private readonly pages = linkedSignal({
    source: this.number,
    computation: () => new StatementPages<Entry>(PAGE, PAGES_MAX),
  });
  /** Only for what cannot be told from the order of the entries. */
  private readonly list = new StatementList(
    computed(() => {
      const number = this.number();
      const filter = this.filter();
      if (number === undefined || !filter) return undefined;
      const { direction, min, max, q } = filter;
      return (direction ?? min ?? max ?? q) === null ? undefined : { number, filter };
    }),
  );

  /** Where the days begin and end in the order of the entries. */
  private readonly bounds = loaded({
    params: () => {
      const filter = this.filter();
      if (!filter || (filter.from === null && filter.to === null) || this.list.asked()) return undefined;
      return { number: this.number() ?? '', filter };
    },
    load: async ({ number, filter }, abort) => {
      const days = { ...narrowing(filter), number, limit: 1 };
      const [newest, oldest] = await Promise.all([
        this.calls.ask(listEntries, days, abort),
        this.calls.ask(listEntries, { ...days, after: 0 }, abort),
      ]);
      return { low: (oldest.items[0]?.seq ?? 1) - 1, high: newest.items[0]?.seq ?? 0 };
    },
  });
  /** After `low`, up to `high`; null follows the account as long as one reads at the top. Undefined until known. */
  private readonly stretch = computed<{ low: number; high: number | null } | undefined>(() => {
    const filter = this.filter();
    if (!filter || this.number() === undefined) return undefined;
    if (filter.from === null && filter.to === null) return { low: 0, high: null };
    const bounds = this.bounds.value();
    if (!bounds) return undefined;
    const { to } = narrowing(filter);
    const open = to === undefined || Date.parse(to) > Date.now();
    return open && bounds.high > 0 ? { low: bounds.low, high: null } : bounds;
  });
  private readonly top = computed(() => this.stretch()?.high ?? this.pinned() ?? this.headSeq());
  private readonly missing = loaded({
    params: () => {
      const number = this.number();
      const rows = this.rows();
      const { first, last } = this.range();
      this.version();
      const highest = rows[first];
      const lowest = rows[Math.min(last, rows.length) - 1];
      if (this.list.asked() || number === undefined || highest === undefined || lowest === undefined) return undefined;
      const pages = this.pages().missing(lowest, highest);
      return pages.length === 0 ? undefined : { number, pages };
    },
    load: async ({ number, pages }, abort) => {
      const ask = async (page: number): Promise<void> => {
        const before = this.pages().end(page);
        this.put((await this.calls.ask(listEntries, { number, before, limit: PAGE }, abort)).items);
      };
      await Promise.all(pages.map(ask));
    },
  });

  /** Newest first. */
  readonly rows = computed<readonly number[]>(() => {
    if (this.list.asked()) return this.list.rows();
    const stretch = this.stretch();
    if (!stretch) return [];
    const top = this.top();
    const length = Math.min(Math.max(0, top - stretch.low), ROWS_MAX);
    return Array.from({ length }, (_, index) => top - index);
  });
  readonly filtered = computed(() => Object.values(this.wanted()).some((part) => part !== null));
  /** The rows as they are known; what is not looked at is not loaded. */
  readonly shown: Loaded<readonly number[]> = {
    value: computed(() => (this.known() ? this.rows() : null)),
    failure: computed(
      () =>
        this.sources()
          .map(({ failure }) => failure())
          .find((failure) => failure !== null) ?? null,
    ),
    loading: computed(() => this.sources().some(({ loading }) => loading())),
    reload: () => {
      for (const source of this.sources()) if (source.failure()) source.reload();
    },
  };
  /** How many entries are newer than what is shown. */
  readonly newer = computed(() => {
    const pinned = this.pinned();
    return this.list.asked() || this.stretch()?.high !== null || pinned === null ? 0 : this.headSeq() - pinned;
  });
  /** Whether all of it is there, some of it beyond what can be scrolled to, or there is more to load. */
  readonly end = computed<'complete' | 'capped' | 'more'>(() => {
    if (this.list.asked()) return this.list.complete() ? 'complete' : 'more';
    return this.top() - (this.stretch()?.low ?? 0) > ROWS_MAX ? 'capped' : 'complete';
  });

  constructor() {
    inject(FeedsStore)
      .arrivals.pipe(takeUntilDestroyed())
      .subscribe(({ accountNumber, entries }) => {
        if (accountNumber !== this.number()) return;
        this.put(entries);
        this.list.arrived(entries.filter((entry) => fits(entry, this.wanted())));
      });
  }

  show(filter: StatementFilter): void {
    this.wanted.set(filter);
  }

  /** An entry that is loaded; reading it in a template follows what is loaded later. */
  entry(seq: number): Entry | undefined {
    this.version();
    return this.list.get(seq) ?? this.pages().get(seq);
  }

  /** Sees to it that these rows can be shown. */
  look(first: number, last: number): void {
    const rows = this.rows();
    const highest = rows[first];
    const lowest = rows[Math.min(last, rows.length) - 1];
    if (highest !== undefined && lowest !== undefined) this.pages().touch(lowest, highest);
    this.range.set({ first, last });
    if (last >= rows.length - PAGE / 2) this.list.more();
  }

  /** While one reads further down, new entries do not push the rows about. */
  pin(reading: boolean): void {
    if (!reading) this.pinned.set(null);
    else if (untracked(this.pinned) === null) this.pinned.set(untracked(this.headSeq));
  }

  private readonly known = computed(() => {
    if (this.list.asked()) return this.list.begun();
    const rows = this.rows();
    if (!this.stretch()) return false;
    this.version();
    const { first, last } = this.range();
    return rows.length === 0 || rows.slice(first, last + 1).some((seq) => this.pages().get(seq)) || this.version() > 0;
  });

  private sources(): Loaded<unknown>[] {
    const { me } = this.accounts;
    return this.list.asked() ? [me, this.list.page] : [me, this.bounds, this.missing];
  }

  private put(entries: readonly Entry[]): void {
    this.pages().put(entries);
    this.version.update((version) => version + 1);
  }
}
