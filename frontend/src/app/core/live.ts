import { inject, Injectable } from '@angular/core';
import type { Subscription } from 'rxjs';
import type { Entry } from '../api/models/entry';
import type { TransferNotificationData } from '../api/models/transfer-notification-data';
import { AccountsStore } from './accounts.store';
import { Connection } from './connection';
import { InboxStore } from './inbox.store';
import { PeopleStore } from './people.store';
import type { NotificationPush, Ready } from '@banking-demo/realtime';
import { Retry } from './retry';
import { ToastsStore } from './toasts.store';
import { together } from './together';

/** A merchant may be paid hundreds of times a second; the page is drawn a few times. */
const TOGETHER_MS = 120;

/** Lets the socket's events reach the stores, for as long as somebody is signed in. */
@Injectable({ providedIn: 'root' })
export class Live {
  private readonly connection = inject(Connection);
  private readonly accounts = inject(AccountsStore);
  private readonly inbox = inject(InboxStore);
  private readonly people = inject(PeopleStore);
  private readonly toasts = inject(ToastsStore);
  private subscriptions: Subscription[] = [];
  private loading: Retry | undefined;

  start(): void {
    this.stop();
    this.loading = new Retry(() => this.load());
    this.subscriptions = [
      this.connection.ready.subscribe((ready) => this.ready(ready)),
      this.connection.pushed.pipe(together(TOGETHER_MS)).subscribe((pushes) => this.pushed(pushes)),
      this.connection.presence.subscribe((presence) => this.people.take(presence)),
    ];
    // What is pushed before the accounts are known would be lost; the snapshot of a later connection tells of it.
    void this.loading.run().then((loaded) => (loaded ? this.connection.open() : undefined));
  }

  stop(): void {
    this.loading?.cancel();
    this.connection.close();
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions = [];
    this.accounts.clear();
    this.inbox.clear();
    this.people.clear();
    this.toasts.clear();
  }

  /** Tries again at once what could not be loaded. */
  retry(): void {
    this.loading?.hurry();
    void this.accounts.loadRecent();
  }

  private async load(): Promise<boolean> {
    this.inbox.count(await this.accounts.load());
    return true;
  }

  /** Whatever was pushed while there was no connection is gone: accounts catch up by seq, the inbox by its first page. */
  private ready(ready: Ready): void {
    this.accounts.snapshot(ready);
    this.inbox.count(ready.unread);
    void this.inbox.refresh({ announce: this.connection.state() === 'reconnecting' });
    void this.people.load();
  }

  private pushed(pushes: readonly NotificationPush[]): void {
    const transfers = pushes.filter(isTransfer);
    for (const number of new Set(transfers.map(({ data }) => data.accountNumber))) {
      const own = transfers.filter(({ data }) => data.accountNumber === number);
      this.accounts.apply(number, own.map(entryOf));
    }
    this.people.met(transfers.map(({ data }) => data.counterparty));
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
