import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import type { Subscription } from 'rxjs';
import type { Entry } from '../api/models/entry';
import type { TransferNotificationData } from '../api/models/transfer-notification-data';
import { AccountsStore } from './accounts.store';
import { Connection } from './connection';
import { FeedsStore } from './feeds.store';
import { Heartbeat } from './heartbeat';
import { IdentityStore } from './identity.store';
import { InboxStore } from './inbox.store';
import { PeopleStore } from './people.store';
import type { NotificationPush, Ready } from '@banking-demo/realtime';
import { ToastsStore } from './toasts.store';
import { together } from './together';

/** A merchant may be paid hundreds of times a second; the page is drawn a few times. */
const TOGETHER_MS = 120;

/** Lets the socket's events reach the stores, for as long as somebody is signed in. */
@Injectable({ providedIn: 'root' })
export class Live {
  private readonly connection = inject(Connection);
  private readonly heartbeat = inject(Heartbeat);
  private readonly identity = inject(IdentityStore);
  private readonly accounts = inject(AccountsStore);
  private readonly feeds = inject(FeedsStore);
  private readonly inbox = inject(InboxStore);
  private readonly people = inject(PeopleStore);
  private readonly toasts = inject(ToastsStore);
  private subscriptions: Subscription[] = [];
  private readonly running = signal(false);
  private shownTo: string | undefined;

  constructor() {
    effect(() => {
      const me = this.identity.me.value();
      if (!me || !this.running()) return;
      untracked(() => {
        this.accounts.take(me.accounts);
        this.inbox.count(me.unread);
        // What is pushed before the accounts are known would be lost; the snapshot after connecting tells of it.
        if (this.shownTo !== me.user.id) void this.connection.open();
        this.shownTo = me.user.id;
      });
    });
  }

  /** What was loaded before belongs to the same user: nothing is dropped here. */
  start(): void {
    this.running.set(true);
    this.subscriptions = [
      this.connection.ready.subscribe((ready) => this.ready(ready)),
      this.connection.pushed.pipe(together(TOGETHER_MS)).subscribe((pushes) => this.pushed(pushes)),
      this.connection.presence.subscribe((presence) => this.people.take(presence)),
    ];
    this.heartbeat.start();
  }

  stop(): void {
    this.running.set(false);
    this.shownTo = undefined;
    this.heartbeat.stop();
    this.connection.close();
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions = [];
    this.feeds.clear();
    this.inbox.clear();
    this.toasts.clear();
  }

  /** Whatever was pushed while there was no connection is gone: accounts catch up by seq, the inbox by its first page. */
  private ready({ accounts, unread, again }: Ready & { again: boolean }): void {
    this.feeds.take(accounts);
    if (accounts.some(({ number }) => !this.accounts.knows(number))) this.identity.me.reload();
    const behind = this.inbox.items.value() === null || this.inbox.unread() !== unread;
    this.inbox.count(unread);
    if (again || behind) this.inbox.refresh({ announce: again });
    this.people.refresh();
  }

  private pushed(pushes: readonly NotificationPush[]): void {
    const transfers = pushes.filter(isTransfer);
    for (const number of new Set(transfers.map(({ data }) => data.accountNumber))) {
      const own = transfers.filter(({ data }) => data.accountNumber === number);
      // Opened elsewhere, just now: its entries are fetched once it is known.
      if (this.accounts.knows(number)) this.feeds.apply(number, own.map(entryOf));
      else this.identity.me.reload();
    }
    this.people.met(transfers.filter(({ kind }) => kind !== 'grant.received').map(({ data }) => data.counterparty));
    this.inbox.take(pushes);
  }
}

type TransferPush = NotificationPush & { data: TransferNotificationData };

function isTransfer(pushed: NotificationPush): pushed is TransferPush {
  return 'transferId' in pushed.data;
}

function entryOf({ createdAt, data }: TransferPush): Entry {
  const { transferId, seq, amount, currency, balanceAfter, counterparty, memo } = data;
  return { transferId, seq, amount, currency, balanceAfter, counterparty, memo, createdAt };
}
