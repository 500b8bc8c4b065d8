import { computed, inject, Injectable } from '@angular/core';
import { getMe } from '../api/fn/auth/get-me';
import { meAskedAhead } from './asked-ahead';
import { Calls } from './calls';
import { loaded } from './loaded';
import { SessionStore } from './session.store';

/** Who is signed in. */
@Injectable({ providedIn: 'root' })
export class IdentityStore {
  private readonly calls = inject(Calls);
  private readonly sessionStore = inject(SessionStore);

  /** The user with what belongs to them at the time of signing in. */
  readonly me = loaded({
    params: () => this.sessionStore.began() ?? undefined,
    load: async (_began, signal) =>
      (await meAskedAhead(this.sessionStore.id())) ?? (await this.calls.ask(getMe, undefined, signal)),
  });
  readonly user = computed(() => this.me.value()?.user ?? null);
}
