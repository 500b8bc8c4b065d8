import { effect, inject, Injectable, untracked } from '@angular/core';
import type { Subscription } from 'rxjs';
import { listAccounts } from '../api/fn/accounts/list-accounts';
import { AccountsStore } from './accounts.store';
import { Calls } from './calls';
import { Connection } from './connection';
import { Health } from './health';

const CALM_MS = 10_000;
/** While something is wrong one wants to know soon that it is over. */
const WORRIED_MS = 2000;
const OVERDUE_MS = 2000;
const GIVEN_UP_MS = 8000;
/** A timer that comes this late was asleep with its device, and so was the socket. */
const ASLEEP_MS = 15_000;

/**
 * Asks the bank, through everything that a real call passes, whether it does its work: an open socket does not show that.
 * The answer, the figures of one's accounts, tells at once of pushes that were lost and of accounts opened elsewhere.
 */
@Injectable({ providedIn: 'root' })
export class Heartbeat {
  private readonly calls = inject(Calls);
  private readonly accounts = inject(AccountsStore);
  private readonly connection = inject(Connection);
  private readonly health = inject(Health);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private dueAt = 0;
  private beating: AbortController | undefined;
  private doubts: Subscription | undefined;

  constructor() {
    effect(() => {
      // What another call met is worth a look of one's own.
      const worried = this.connection.state() !== 'live';
      untracked(() => (worried && this.doubts ? this.schedule(WORRIED_MS) : undefined));
    });
  }

  start(): void {
    this.stop();
    this.doubts = this.connection.doubted.subscribe(() => void this.beat());
    this.schedule(CALM_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.doubts?.unsubscribe();
    this.doubts = undefined;
    this.beating?.abort();
    this.beating = undefined;
  }

  private schedule(pauseMs: number): void {
    clearTimeout(this.timer);
    this.dueAt = Date.now() + pauseMs;
    this.timer = setTimeout(() => {
      if (Date.now() - this.dueAt > ASLEEP_MS) this.connection.hurry();
      else if (document.visibilityState === 'visible') void this.beat();
      else this.schedule(CALM_MS);
    }, pauseMs);
  }

  private async beat(): Promise<void> {
    if (this.beating) return;
    const beating = new AbortController();
    this.beating = beating;
    const overdue = setTimeout(() => this.health.overdue(), OVERDUE_MS);
    const givenUp = setTimeout(() => beating.abort(), GIVEN_UP_MS);
    try {
      const { items } = await this.calls.ask(listAccounts, {}, beating.signal);
      if (this.beating === beating) this.accounts.take(items);
    } catch {
      // What a failure means is told by the call itself; one given up stays overdue.
    } finally {
      clearTimeout(overdue);
      clearTimeout(givenUp);
    }
    if (this.beating !== beating) return;
    this.beating = undefined;
    this.schedule(this.connection.state() === 'live' ? CALM_MS : WORRIED_MS);
  }
}
