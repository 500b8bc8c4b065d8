import { Injectable, signal } from '@angular/core';
import type { SessionEnd } from '@banking-demo/realtime';

/** Why there is no session any more; `signed-out` when the user wanted it so. */
export type Ended = 'signed-out' | SessionEnd['reason'];

const KEY = 'bank.session';

/**
 * The session id: in `sessionStorage`, so that it ends with the tab, or in `localStorage` when the user asked to be
 * remembered. It is sent as a header and never put into a URL.
 */
@Injectable({ providedIn: 'root' })
export class SessionStore {
  private readonly current = signal(sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY));
  private readonly lastEnd = signal<Ended | null>(null);

  readonly id = this.current.asReadonly();
  /** How the last session ended; null while there is one, and at first. */
  readonly ended = this.lastEnd.asReadonly();

  constructor() {
    // Signing out in one tab signs out those that share the remembered session.
    addEventListener('storage', ({ key, newValue, oldValue }) => {
      if (key === KEY && newValue === null && oldValue === this.current()) this.end('signed-out');
    });
  }

  open(sessionId: string, remember: boolean): void {
    this.forget();
    (remember ? localStorage : sessionStorage).setItem(KEY, sessionId);
    this.lastEnd.set(null);
    this.current.set(sessionId);
  }

  end(how: Ended): void {
    if (this.current() === null) return;
    this.forget();
    this.lastEnd.set(how);
    this.current.set(null);
  }

  private forget(): void {
    sessionStorage.removeItem(KEY);
    localStorage.removeItem(KEY);
  }
}
