import { inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { listRecipients } from '../api/fn/transfers/list-recipients';
import type { Party } from '../api/models/party';
import type { Recipient } from '../api/models/recipient';
import { Failure } from './problem';
import type { Presence } from '@banking-demo/realtime';

/** The people one paid or was paid by lately, and whether they are connected. */
@Injectable({ providedIn: 'root' })
export class PeopleStore {
  private readonly api = inject(Api);
  private readonly list = signal<readonly Recipient[] | null>(null);
  private readonly failed = signal<Failure | null>(null);
  private loading: Promise<void> | undefined;

  /** Latest first; null until loaded. */
  readonly recent = this.list.asReadonly();
  readonly failure = this.failed.asReadonly();

  clear(): void {
    this.list.set(null);
    this.failed.set(null);
  }

  load(): Promise<void> {
    this.loading ??= this.fetch().finally(() => (this.loading = undefined));
    return this.loading;
  }

  /** Somebody one dealt with just now; asks anew when it is somebody new. */
  met(parties: readonly Party[]): void {
    const known = new Set(this.list()?.map(({ accountNumber }) => accountNumber));
    if (this.list() && parties.some(({ accountNumber }) => !known.has(accountNumber))) void this.load();
  }

  take({ alias, online }: Presence): void {
    this.list.update(
      (list) => list?.map((recipient) => (recipient.alias === alias ? { ...recipient, online } : recipient)) ?? null,
    );
  }

  private async fetch(): Promise<void> {
    try {
      const { items } = await this.api.invoke(listRecipients);
      this.list.set(items);
      this.failed.set(null);
    } catch (error) {
      this.failed.set(Failure.from(error));
    }
  }
}
