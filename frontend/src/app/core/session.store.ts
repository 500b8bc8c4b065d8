import { Injectable, signal } from '@angular/core';
import type { SessionEnd } from '@banking-demo/realtime';
import { keptInBrowser, keptInTab } from './storage';
import { Tabs } from './tabs';

const ENDS = ['signed-out', 'logout', 'revoked', 'password-changed', 'expired', 'reset'] as const;

/** Why there is no session any more; `signed-out` when the user wanted it so. */
export type Ended = 'signed-out' | Exclude<SessionEnd['reason'], 'replaced'>;

const KEY = 'bank.session';
/** The id, good for nothing any more, that a remembered one took the place of. */
const FORMER = 'bank.session.former';
/** Takes the place of a remembered session for a moment, so that the other tabs hear why it ended. */
const ENDED = 'ended: ';
/** What tabs that share a session tell each other about its id. */
const RENEWING = 'renewing';
const NOT_RENEWED = 'not renewed';
/** A call for another id is over by then, even that of a tab that was closed meanwhile. */
const RENEWAL_MAX_MS = 20_000;
/** That another tab asks for one may be heard this much later than what the bank says of the id before. */
const HEARD_WITHIN_MS = 1000;
/** What the bank says of an id whose place another one took. */
const MAY_GO_ON: readonly Ended[] = ['expired', 'password-changed'];

/**
 * The session id: in `sessionStorage`, so that it ends with the tab, or in `localStorage` when the user asked to be
 * remembered. It is sent as a header and never put into a URL. A changed password gives the session another id, which the
 * tabs that share it take over.
 */
@Injectable({ providedIn: 'root' })
export class SessionStore {
  private readonly current = signal(keptInTab.get(KEY) ?? keptInBrowser.get(KEY));
  private readonly first = signal(this.current());
  private readonly lastEnd = signal<Ended | null>(null);
  private readonly tabs = new Tabs('bank.session');
  /** The ids that this session had before. */
  private readonly former = new Set<string>();
  /** While this tab, or one that shares the session, asks for another id. */
  private renewal: { over: Promise<void>; end: () => void } | undefined;

  readonly id = this.current.asReadonly();
  /** The id that the session had at first: the same for as long as it lasts. */
  readonly began = this.first.asReadonly();
  /** How the last session ended; null while there is one, and at first. */
  readonly ended = this.lastEnd.asReadonly();

  constructor() {
    // Tabs that share a remembered session hear of its end from whichever of them was told first, and why.
    addEventListener('storage', ({ key, newValue, oldValue }) => {
      if (key !== KEY || oldValue !== this.current()) return;
      if (newValue === null) this.end('signed-out');
      else if (newValue.startsWith(ENDED)) this.end(readEnd(newValue));
      else this.goOn(newValue);
    });
    this.tabs.listen((what) => {
      if (what === RENEWING && this.shared()) this.await();
      // Of success the storage tells, later than this channel might.
      if (what === NOT_RENEWED) this.renewal?.end();
    });
  }

  open(sessionId: string, remember: boolean): void {
    this.forget();
    (remember ? keptInBrowser : keptInTab).set(KEY, sessionId);
    this.begin(sessionId);
    this.lastEnd.set(null);
  }

  end(how: Ended): void {
    if (this.current() === null) return;
    if (this.shared()) keptInBrowser.set(KEY, ENDED + how);
    this.forget();
    this.lastEnd.set(how);
    this.begin(null);
  }

  /**
   * Gives the session the id that the bank answers. Until it is there, here and in the tabs that share it, the refusal of
   * the one before ends nothing.
   */
  async renew(ask: () => Promise<string>): Promise<void> {
    const [began, shared] = [this.first(), this.shared()];
    const renewal = this.await();
    if (shared) this.tabs.tell(RENEWING);
    try {
      const sessionId = await ask();
      if (this.first() !== began) return;
      if (shared) keptInBrowser.set(FORMER, this.current() ?? '');
      (shared ? keptInBrowser : keptInTab).set(KEY, sessionId);
      this.goOn(sessionId);
    } catch (error) {
      if (shared) this.tabs.tell(NOT_RENEWED);
      throw error;
    } finally {
      renewal.end();
    }
  }

  /**
   * Hears that the bank does not know an id any more. The session ends, unless it goes on under another id.
   *
   * @returns whether it does: worth another try
   */
  async refused(id: string | null, how: Ended): Promise<boolean> {
    if (this.isCurrent(id) && !this.renewal && this.shared() && MAY_GO_ON.includes(how)) this.await(HEARD_WITHIN_MS);
    while (this.isCurrent(id) && this.renewal) await this.renewal.over;
    if (this.isCurrent(id)) this.end(how);
    return id !== null && this.former.has(id);
  }

  private isCurrent(id: string | null): boolean {
    this.catchUp();
    return this.current() === id;
  }

  /** Takes over what another tab has kept; a tab that slept may not have heard of it. */
  private catchUp(): void {
    const [kept, id] = [keptInBrowser.get(KEY), this.current()];
    if (kept === null || kept.startsWith(ENDED) || keptInTab.get(KEY) !== null) return;
    // What another tab keeps comes here one by one: the former id may be known before the one that took its place.
    if (id !== null && kept !== id && keptInBrowser.get(FORMER) === id) this.goOn(kept);
  }

  /** Another id will not come. */
  renewalFailed(): void {
    this.renewal?.end();
  }

  private begin(sessionId: string | null): void {
    this.former.clear();
    this.first.set(sessionId);
    this.current.set(sessionId);
  }

  private goOn(sessionId: string): void {
    const former = this.current();
    if (former !== null) this.former.add(former);
    this.current.set(sessionId);
    this.renewal?.end();
  }

  private shared(): boolean {
    const id = this.current();
    return id !== null && keptInBrowser.get(KEY) === id;
  }

  private await(limitMs = RENEWAL_MAX_MS): { end: () => void } {
    this.renewal?.end();
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => (end = resolve));
    const limit = setTimeout(() => renewal.end(), limitMs);
    const renewal = {
      over,
      end: (): void => {
        clearTimeout(limit);
        if (this.renewal === renewal) this.renewal = undefined;
        end();
      },
    };
    this.renewal = renewal;
    return renewal;
  }

  private forget(): void {
    keptInTab.remove(KEY);
    keptInBrowser.remove(KEY);
    keptInBrowser.remove(FORMER);
  }
}

function readEnd(value: string): Ended {
  return ENDS.find((end) => ENDED + end === value) ?? 'signed-out';
}
