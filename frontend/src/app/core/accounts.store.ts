import { computed, inject, Injectable, signal } from '@angular/core';
import { Subject } from 'rxjs';
import { Api } from '../api/api';
import { getMe } from '../api/fn/auth/get-me';
import { listEntries } from '../api/fn/accounts/list-entries';
import type { Account } from '../api/models/account';
import type { Entry } from '../api/models/entry';
import type { Session } from '../api/models/session';
import type { User } from '../api/models/user';
import { AccountFeed } from './account-feed';
import { Failure } from './problem';
import type { Ready } from '@banking-demo/realtime';
import { Retry } from './retry';

const RECENT_MAX = 50;
const PAGE = 100;
/** Beyond this much missing, the newest page replaces it; the statement fetches older entries when they are looked at. */
const CATCH_UP_MAX = 300;

export interface Arrivals {
  accountNumber: string;
  /** In order, oldest first. */
  entries: readonly Entry[];
}

interface Head {
  seq: number;
  balance: number;
}

/** Who is signed in, and the live state of all own accounts. */
@Injectable({ providedIn: 'root' })
export class AccountsStore {
  private readonly api = inject(Api);
  private readonly feeds = new Map<string, AccountFeed<Entry>>();
  private readonly catchingUp = new Map<string, Retry>();
  /** Tells answers that were asked for before `clear`. */
  private visit = 0;
  private readonly opened = signal<readonly Account[]>([]);
  private readonly heads = signal<ReadonlyMap<string, Head>>(new Map());
  private readonly recents = signal<ReadonlyMap<string, readonly Entry[]>>(new Map());
  private readonly chosen = signal<string | null>(null);
  private readonly whoever = signal<{ user: User; session: Session } | null>(null);
  private readonly failed = signal<Failure | null>(null);

  readonly user = computed(() => this.whoever()?.user ?? null);
  readonly session = computed(() => this.whoever()?.session ?? null);
  /** Why nothing could be loaded. */
  readonly failure = this.failed.asReadonly();
  /** Balance and seq are live. */
  readonly accounts = computed(() =>
    this.opened().map((account) => ({ ...account, ...this.heads().get(account.number) })),
  );
  /** The account whose figures are shown. */
  readonly active = computed(
    () => this.accounts().find(({ number }) => number === this.chosen()) ?? this.accounts()[0] ?? null,
  );
  /** Newest first; null until loaded. */
  readonly recent = computed(() => this.recents().get(this.active()?.number ?? '') ?? null);
  /** Each new entry exactly once. */
  readonly arrivals = new Subject<Arrivals>();

  async load(): Promise<number> {
    const { visit } = this;
    this.failed.set(null);
    try {
      const me = await this.api.invoke(getMe);
      if (visit !== this.visit) return 0;
      this.whoever.set({ user: me.user, session: me.session });
      this.take(me.accounts);
      void this.loadRecent();
      return me.unread;
    } catch (error) {
      this.failed.set(Failure.from(error));
      throw error;
    }
  }

  clear(): void {
    this.visit++;
    for (const retry of this.catchingUp.values()) retry.cancel();
    this.catchingUp.clear();
    this.feeds.clear();
    this.opened.set([]);
    this.heads.set(new Map());
    this.recents.set(new Map());
    this.chosen.set(null);
    this.whoever.set(null);
  }

  choose(accountNumber: string): void {
    this.chosen.set(accountNumber);
    void this.loadRecent();
  }

  /** An account just opened. */
  add(account: Account): void {
    this.take([...this.opened(), account]);
    this.choose(account.number);
  }

  /** The snapshot after each (re)connect: whatever is newer than what is known here has to be fetched. */
  snapshot({ accounts }: Ready): void {
    for (const { number, seq, balance } of accounts) {
      const feed = this.feeds.get(number);
      if (!feed) void this.load().catch(() => undefined);
      feed?.raise(seq, balance);
      this.settle(number);
    }
  }

  /** Entries that were pushed, or that an own transfer made. */
  apply(accountNumber: string, entries: readonly Entry[]): void {
    this.deliver(accountNumber, entries);
    this.settle(accountNumber);
  }

  /** Loads the latest entries of the shown account, unless they are there. */
  async loadRecent(): Promise<void> {
    const number = this.active()?.number;
    if (number === undefined || this.recents().has(number)) return;
    try {
      await this.fetchNewest(number);
    } catch (error) {
      this.failed.set(Failure.from(error));
    }
  }

  private take(accounts: readonly Account[]): void {
    for (const { number, seq, balance } of accounts) {
      const feed = this.feeds.get(number);
      if (feed) feed.raise(seq, balance);
      else this.feeds.set(number, new AccountFeed<Entry>(seq, balance));
    }
    this.opened.set(accounts);
    this.showHeads();
    for (const { number } of accounts) this.settle(number);
  }

  private deliver(number: string, entries: readonly Entry[]): void {
    const fresh = this.feeds.get(number)?.offer(entries) ?? [];
    if (fresh.length === 0) return;
    this.merge(number, fresh);
    this.arrivals.next({ accountNumber: number, entries: fresh });
  }

  /** Shows what is known and fetches what is missing. */
  private settle(number: string): void {
    this.showHeads();
    if ((this.feeds.get(number)?.behind ?? 0) === 0 || this.catchingUp.has(number)) return;
    const retry = new Retry(() => this.catchUp(number));
    this.catchingUp.set(number, retry);
    void retry.run().then((done) => done && this.catchingUp.delete(number));
  }

  /** Returns whether nothing is missing any more. */
  private async catchUp(number: string): Promise<boolean> {
    const feed = this.feeds.get(number);
    while (feed && feed.behind > 0) {
      if (feed.behind > CATCH_UP_MAX) {
        await this.fetchNewest(number);
        continue;
      }
      const page = await this.api.invoke(listEntries, { number, after: feed.deliveredSeq, limit: PAGE });
      if (page.items.length === 0) return false;
      this.deliver(number, page.items);
      this.showHeads();
    }
    return true;
  }

  private async fetchNewest(number: string): Promise<void> {
    const { items } = await this.api.invoke(listEntries, { number, limit: RECENT_MAX });
    const newest = items[0];
    const feed = this.feeds.get(number);
    if (!feed) return;
    if (newest) {
      feed.raise(newest.seq, newest.balanceAfter);
      feed.skipTo(newest.seq);
    }
    this.merge(number, items);
    this.deliver(number, []);
    this.showHeads();
  }

  private merge(number: string, entries: readonly Entry[]): void {
    const bySeq = new Map([...(this.recents().get(number) ?? []), ...entries].map((entry) => [entry.seq, entry]));
    const newest = [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, RECENT_MAX);
    this.recents.update((all) => new Map(all).set(number, newest));
  }

  private showHeads(): void {
    this.heads.set(new Map([...this.feeds].map(([number, { seq, balance }]) => [number, { seq, balance }])));
  }
}
