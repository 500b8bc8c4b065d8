import { computed, inject, linkedSignal, type Signal } from '@angular/core';
import { listEntries } from '../api/fn/accounts/list-entries';
import type { Entry } from '../api/models/entry';
import { Calls } from '../core/calls';
import { loaded } from '../core/loaded';
import { narrowing, type StatementFilter } from './statement-filter';

const PAGE = 100;

export interface ListQuestion {
  number: string;
  filter: StatementFilter;
}

interface Listed {
  /** By seq, newest first. */
  entries: ReadonlyMap<number, Entry>;
  /** The seq to go on before; `begin` until the first page came, null at the end. */
  next: number | null | 'begin';
}

/** The entries that answer a question about their content, page by page as far as one looked. */
export class StatementList {
  private readonly calls = inject(Calls);
  private readonly listed = linkedSignal<ListQuestion | undefined, Listed>({
    source: () => this.question(),
    computation: () => ({ entries: new Map(), next: 'begin' }),
  });
  private readonly before = linkedSignal<ListQuestion | undefined, number | null>({
    source: () => this.question(),
    computation: () => null,
  });

  /** The page that was asked for last. */
  readonly page = loaded({
    params: () => {
      const question = this.question();
      return question && { ...question, before: this.before() };
    },
    load: async ({ number, filter, before }, abort) => {
      const from = before === null ? {} : { before };
      const page = await this.calls.ask(listEntries, { ...narrowing(filter), ...from, number, limit: PAGE }, abort);
      const next = page.next === null ? null : Number(page.next);
      this.listed.update(({ entries }) => ({ entries: joined(entries, page.items), next }));
      // A page of nothing is no reason to stop.
      if (page.items.length === 0 && next !== null) this.before.set(next);
    },
  });
  readonly asked = computed(() => this.question() !== undefined);
  readonly begun = computed(() => this.listed().next !== 'begin');
  readonly complete = computed(() => this.listed().next === null);
  readonly rows = computed(() => [...this.listed().entries.keys()]);

  /** @param question undefined while nothing is asked */
  constructor(private readonly question: Signal<ListQuestion | undefined>) {}

  get(seq: number): Entry | undefined {
    return this.listed().entries.get(seq);
  }

  /** Fetches the next page, if there is one. */
  more(): void {
    const { next } = this.listed();
    if (typeof next === 'number') this.before.set(next);
  }

  /** Entries that fit and are new. */
  arrived(entries: readonly Entry[]): void {
    if (!this.begun() || entries.length === 0) return;
    this.listed.update((listed) => ({ ...listed, entries: joined(listed.entries, entries) }));
  }
}

function joined(known: ReadonlyMap<number, Entry>, more: readonly Entry[]): ReadonlyMap<number, Entry> {
  const all = [...known.values(), ...more].sort((a, b) => b.seq - a.seq);
  return new Map(all.map((entry) => [entry.seq, entry]));
}
