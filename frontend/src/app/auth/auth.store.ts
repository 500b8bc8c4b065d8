import { inject, Injectable } from '@angular/core';
import { Api } from '../api/api';
import { login } from '../api/fn/auth/login';
import { logout } from '../api/fn/auth/logout';
import { register } from '../api/fn/auth/register';
import { listPersonas } from '../api/fn/testing/list-personas';
import type { Login } from '../api/models/login';
import type { Register } from '../api/models/register';
import { Calls } from '../core/calls';
import { loaded } from '../core/loaded';
import { SessionStore } from '../core/session.store';

/** Signing in and out. */
@Injectable({ providedIn: 'root' })
export class AuthStore {
  private readonly api = inject(Api);
  private readonly calls = inject(Calls);
  private readonly session = inject(SessionStore);

  /** The demo's logins; failing where the bank does not offer them. */
  readonly personas = loaded({
    params: () => (this.session.id() === null ? 'signed out' : undefined),
    load: async (_question, signal) => (await this.calls.ask(listPersonas, undefined, signal)).items,
  });

  async signIn(body: Login, remember: boolean): Promise<void> {
    const { sessionId } = await this.api.invoke(login, { body });
    this.session.open(sessionId, remember);
  }

  async register(body: Register): Promise<void> {
    const { sessionId } = await this.api.invoke(register, { body });
    this.session.open(sessionId, false);
  }

  /** The page forgets the session at once; if the bank cannot be told, it ends there by its time limit. */
  async signOut(): Promise<void> {
    const told = this.api.invoke(logout);
    this.session.end('signed-out');
    await told.catch(() => undefined);
  }
}
