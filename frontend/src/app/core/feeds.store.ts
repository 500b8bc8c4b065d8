import { inject, Injectable, signal } from '@angular/core';
import { Subject } from 'rxjs';
import { listEntries } from '../api/fn/accounts/list-entries';
import type { Entry } from '../api/models/entry';
import { AccountFeed } from './account-feed';
import { Calls } from './calls';
import { CatchUpPace } from './catch-up-pace';
import { Retry } from './retry';

const RECENT_MAX = 50;
const PAGE = 100;
/** Beyond this much missing, the newest page replaces it; the statement fetches older entries when they are looked at. */
const CATCH_UP_MAX = 300;

export interface Head {
  number: string;
  seq: number;
  /** Minor units. */
  balance: number;
}

export interface Arrivals {
  accountNumber: string;
  /** In order, oldest first. */
  entries: readonly Entry[];
}

interface Followed {
  feed: AccountFeed<Entry>;
  pace: CatchUpPace;
  catchingUp: Retry | undefined;
}

/** The live state of each own account: its balance, its latest entries, and each new entry exactly once. */
@Injectable({ providedIn: 'root' })
export class FeedsStore {
  private readonly calls = inject(Calls);
  private readonly followed = new Map<string, Followed>();
  private visit = new AbortController();
  private readonly figures = signal<ReadonlyMap<string, Omit<Head, 'number'>>>(new Map());
  private readonly latest = signal<ReadonlyMap<string, readonly Entry[]>>(new Map());

  readonly heads = this.figures.asReadonly();
  /** By account, newest first; an account is missing until its entries are loaded. */
  readonly recents = this.latest.asReadonly();
  readonly arrivals = new Subject<Arrivals>();

  clear(): void {
    this.visit.abort();
    this.visit = new AbortController();
    for (const { catchingUp } of this.followed.values()) catchingUp?.cancel();
    this.followed.clear();
    this.figures.set(new Map());
    this.latest.set(new Map());
  }

  /** Figures of accounts without the entries that led there: whatever is newer than what is known here is fetched. */
  take(heads: readonly Head[]): void {
    for (const { number, seq, balance } of heads) {
      const known = this.followed.get(number);
      if (known) known.feed.raise(seq, balance);
      else {
        const feed = new AccountFeed<Entry>(seq, balance);
        this.followed.set(number, { feed, pace: new CatchUpPace(), catchingUp: undefined });
      }
    }
    this.showHeads();
    for (const { number } of heads) this.fillUp(number);
  }

  /** Entries that were pushed, or that an own transfer made. */
  apply(accountNumber: string, entries: readonly Entry[]): void {
    this.deliver(accountNumber, entries);
    this.showHeads();
    this.fillUp(accountNumber);
  }

  /** Loads the latest entries of an account. */
  async loadNewest(number: string, signal: AbortSignal): Promise<void> {
    const { items } = await this.calls.ask(listEntries, { number, limit: RECENT_MAX }, signal);
    const feed = this.followed.get(number)?.feed;
    const [newest] = items;
    if (!feed) return;
    if (newest) {
      feed.raise(newest.seq, newest.balanceAfter);
      feed.skipTo(newest.seq);
    }
    this.merge(number, items);
    this.deliver(number, []);
    this.showHeads();
  }

  private deliver(number: string, entries: readonly Entry[]): void {
    const fresh = this.followed.get(number)?.feed.offer(entries) ?? [];
    if (fresh.length === 0) return;
    this.merge(number, fresh);
    this.arrivals.next({ accountNumber: number, entries: fresh });
  }

  /** Fetches what is missing, after a moment in which a late push may bring it. */
  private fillUp(number: string): void {
    const followed = this.followed.get(number);
    if (!followed || followed.feed.behind === 0 || followed.catchingUp) return;
    const retry = new Retry(() => this.catchUp(number));
    followed.catchingUp = retry;
    const done = (finished: boolean): void => {
      followed.catchingUp = undefined;
      // More may have come between the last page and this moment.
      if (finished) this.fillUp(number);
    };
    void followed.pace
      .pause(this.visit.signal)
      .then(() => retry.run())
      .then(done);
  }

  /** Returns whether what was missing is there; what comes meanwhile is for the next time. */
  private async catchUp(number: string): Promise<boolean> {
    const { signal } = this.visit;
    const feed = this.followed.get(number)?.feed;
    const goal = feed?.seq ?? 0;
    while (feed && feed.deliveredSeq < goal) {
      if (feed.behind > CATCH_UP_MAX) {
        await this.loadNewest(number, signal);
        continue;
      }
      const after = feed.deliveredSeq;
      const page = await this.calls.ask(listEntries, { number, after, limit: PAGE }, signal);
      if (page.items.length === 0) return false;
      this.deliver(number, page.items);
      this.showHeads();
    }
    return true;
  }

  private merge(number: string, entries: readonly Entry[]): void {
    const bySeq = new Map([...(this.latest().get(number) ?? []), ...entries].map((entry) => [entry.seq, entry]));
    const newest = [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, RECENT_MAX);
    this.latest.update((all) => new Map(all).set(number, newest));
  }

  private showHeads(): void {
    this.figures.set(
      new Map(
        [...this.followed].map(
          ([
            number,
            {
              feed: { seq, balance },
            },
          ]) => [number, { seq, balance }],
        ),
      ),
    );
  }
}
