import { Injectable, signal } from '@angular/core';
import type { SessionEnd } from '@banking-demo/realtime';
import { keptInBrowser, keptInTab } from './storage';

const ENDS = ['signed-out', 'logout', 'revoked', 'password-changed', 'expired', 'reset'] as const;

/** Why there is no session any more; `signed-out` when the user wanted it so. */
export type Ended = 'signed-out' | SessionEnd['reason'];

const KEY = 'bank.session';
/** Takes the place of a remembered session for a moment, so that the other tabs hear why it ended. */
const ENDED = 'ended: ';

/**
 * The session id: in `sessionStorage`, so that it ends with the tab, or in `localStorage` when the user asked to be
 * remembered. It is sent as a header and never put into a URL.
 */
@Injectable({ providedIn: 'root' })
export class SessionStore {
  private readonly current = signal(keptInTab.get(KEY) ?? keptInBrowser.get(KEY));
  private readonly lastEnd = signal<Ended | null>(null);

  readonly id = this.current.asReadonly();
  /** How the last session ended; null while there is one, and at first. */
  readonly ended = this.lastEnd.asReadonly();

  constructor() {
    // Tabs that share a remembered session hear of its end from whichever of them was told first, and why.
    addEventListener('storage', ({ key, newValue, oldValue }) => {
      if (key !== KEY || oldValue !== this.current()) return;
      if (newValue === null) this.end('signed-out');
      else if (newValue.startsWith(ENDED)) this.end(readEnd(newValue));
    });
  }

  open(sessionId: string, remember: boolean): void {
    this.forget();
    (remember ? keptInBrowser : keptInTab).set(KEY, sessionId);
    this.lastEnd.set(null);
    this.current.set(sessionId);
  }

  end(how: Ended): void {
    if (this.current() === null) return;
    if (keptInBrowser.get(KEY) === this.current()) keptInBrowser.set(KEY, ENDED + how);
    this.forget();
    this.lastEnd.set(how);
    this.current.set(null);
  }

  private forget(): void {
    keptInTab.remove(KEY);
    keptInBrowser.remove(KEY);
  }
}

function readEnd(value: string): Ended {
  return ENDS.find((end) => ENDED + end === value) ?? 'signed-out';
}
