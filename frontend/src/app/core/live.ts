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

/** Lets the socket's events reach the stores, for as long as somebody is signed in. */
@Injectable({ providedIn: 'root' })
export class Live {
  private readonly connection = inject(Connection);
  private readonly accounts = inject(AccountsStore);
  private readonly inbox = inject(InboxStore);
  private readonly people = inject(PeopleStore);
  private subscriptions: Subscription[] = [];
  private loading: Retry | undefined;

  start(): void {
    this.stop();
    this.loading = new Retry(() => this.load());
    void this.loading.run();
    this.subscriptions = [
      this.connection.ready.subscribe((ready) => this.ready(ready)),
      this.connection.pushed.subscribe((pushed) => this.pushed(pushed)),
      this.connection.presence.subscribe((presence) => this.people.take(presence)),
    ];
    void this.connection.open();
  }

  stop(): void {
    this.loading?.cancel();
    this.connection.close();
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.subscriptions = [];
    this.accounts.clear();
    this.inbox.clear();
    this.people.clear();
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
    if (this.accounts.user()) this.accounts.snapshot(ready);
    this.inbox.count(ready.unread);
    void this.inbox.refresh({ announce: this.connection.state() === 'reconnecting' });
    void this.people.load();
  }

  private pushed(pushed: NotificationPush): void {
    if (isTransfer(pushed)) {
      this.accounts.apply(pushed.data.accountNumber, entryOf(pushed));
      this.people.met(pushed.data.counterparty);
    }
    this.inbox.take(pushed);
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
