import { computed, inject, Injectable, linkedSignal } from '@angular/core';
import type { Account } from '../api/models/account';
import type { Entry } from '../api/models/entry';
import { ChosenAccount } from './chosen-account';
import { FeedsStore } from './feeds.store';
import { IdentityStore } from './identity.store';
import { loaded, type Loaded } from './loaded';
import { Tabs } from './tabs';

/** What a user can have. */
export const ACCOUNTS_MAX = 10;

/** One's own accounts with their live figures, and which of them is shown. */
@Injectable({ providedIn: 'root' })
export class AccountsStore {
  private readonly identity = inject(IdentityStore);
  private readonly feeds = inject(FeedsStore);
  private readonly chosen = inject(ChosenAccount);
  /** Other tabs of this browser are told when one was opened here. */
  private readonly tabs = new Tabs('bank.accounts');
  private readonly opened = linkedSignal<readonly Account[]>(() => this.identity.me.value()?.accounts ?? []);

  /** Oldest first; balance and seq are live. */
  readonly accounts = computed(() =>
    this.opened()
      .map((account) => ({ ...account, ...this.feeds.heads().get(account.number) }))
      .sort((a, b) => (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : 0)),
  );
  /** The account whose figures are shown. */
  readonly active = computed(
    () => this.accounts().find(({ number }) => number === this.chosen.number()) ?? this.accounts()[0] ?? null,
  );
  /** Who signed in, with what they have: nothing is known without it. */
  readonly me: Loaded<unknown> = this.identity.me;
  readonly full = computed(() => this.opened().length >= ACCOUNTS_MAX);

  private readonly newest = loaded({
    params: () => this.active()?.number,
    load: async (number, signal) => {
      if (!this.feeds.recents().has(number)) await this.feeds.loadNewest(number, signal);
    },
  });
  /** The latest entries of the shown account, newest first; live. */
  readonly latest: Loaded<readonly Entry[]> = {
    ...this.newest,
    value: computed(() => this.feeds.recents().get(this.active()?.number ?? '') ?? null),
    failure: computed(() => this.identity.me.failure() ?? this.newest.failure()),
    reload: () => (this.identity.me.failure() ? this.identity.me.reload() : this.newest.reload()),
  };

  constructor() {
    this.tabs.listen((userId) => {
      if (userId === this.identity.user()?.id) this.identity.me.reload();
    });
  }

  knows(accountNumber: string): boolean {
    return this.opened().some(({ number }) => number === accountNumber);
  }

  /** @param options.replaceUrl when it is no step that one would want to go back to */
  choose(accountNumber: string, options: { replaceUrl?: boolean } = {}): void {
    this.chosen.choose(accountNumber, options);
  }

  /** An account just opened. */
  add(account: Account): void {
    this.take([account]);
    this.choose(account.number);
    this.tabs.tell(this.identity.user()?.id ?? '');
  }

  /** Accounts as the bank has them now: figures go to the feeds, and those opened elsewhere appear. */
  take(accounts: readonly Account[]): void {
    this.opened.update((known) => {
      const told = new Map(accounts.map((account) => [account.number, account]));
      const kept = known.filter(({ number }) => !told.has(number));
      return [...kept, ...accounts];
    });
    this.feeds.take(accounts);
  }
}
