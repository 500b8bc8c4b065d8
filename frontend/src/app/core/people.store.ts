import { inject, Injectable } from '@angular/core';
import { listRecipients } from '../api/fn/transfers/list-recipients';
import type { Party } from '../api/models/party';
import type { Recipient } from '../api/models/recipient';
import { Calls } from './calls';
import { IdentityStore } from './identity.store';
import { loaded, type Loaded } from './loaded';
import { Throttle } from './throttle';
import type { Presence } from '@banking-demo/realtime';

/** Beyond these the bank tells of no presence either. */
const PEOPLE_MAX = 20;
/** In a rush somebody new pays every few milliseconds. */
const ASK_EVERY_MS = 15_000;

/** The people one paid or was paid by lately, and whether they are connected. */
@Injectable({ providedIn: 'root' })
export class PeopleStore {
  private readonly calls = inject(Calls);
  private readonly identity = inject(IdentityStore);
  private readonly asking = new Throttle(() => this.source.reload(), ASK_EVERY_MS);

  private readonly source = loaded({
    params: () => this.identity.user()?.id,
    load: async (_userId, signal) => (await this.calls.ask(listRecipients, {}, signal)).items,
  });
  /** Latest first. */
  readonly recent: Loaded<readonly Recipient[]> = this.source;

  /** Asks anew, though not in quick succession. */
  refresh(): void {
    if (this.source.value() !== null) this.asking.run();
  }

  /** People one dealt with just now come first; those who are new are shown at once, whether they are online a little later. */
  met(parties: readonly Party[]): void {
    const known = new Map(this.source.value()?.map((recipient) => [recipient.accountNumber, recipient]));
    const isNew = parties.some(({ accountNumber }) => !known.has(accountNumber));
    if (!isNew || this.source.value() === null) return;
    const fresh = new Map(parties.map((party) => [party.accountNumber, party]));
    const newcomers: Recipient[] = [...fresh.values()]
      .filter(({ accountNumber }) => !known.has(accountNumber))
      .map((party) => ({ ...party, online: null }));
    this.source.update((list) => [...newcomers.reverse(), ...list].slice(0, PEOPLE_MAX));
    this.refresh();
  }

  take({ alias, online }: Presence): void {
    this.source.update((list) =>
      list.map((recipient) => (recipient.alias === alias ? { ...recipient, online } : recipient)),
    );
  }
}
