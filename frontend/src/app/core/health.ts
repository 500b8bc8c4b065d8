import { Injectable, signal } from '@angular/core';
import type { Failure, FailureCode } from './problem';

/**
 * What the calls of the last moments say about the bank: it answers, a part of it fails, or nothing comes back. `unknown`
 * before the first answer.
 */
export type Reach = 'unknown' | 'answering' | 'failing' | 'silent';

/** These say that the bank cannot do its work, not that it refused this call. */
const FAILING: readonly FailureCode[] = ['dependency_unavailable', 'overloaded', 'internal', 'outcome_unknown'];

/** How the bank does, as every call that ends reports it. */
@Injectable({ providedIn: 'root' })
export class Health {
  private readonly current = signal<Reach>('unknown');
  private readonly answeredAt = signal<number | null>(null);
  private readonly waiting = signal(false);
  private readonly recoveries = signal(0);

  readonly reach = this.current.asReadonly();
  /** When the bank last answered, by the clock of this device. */
  readonly lastAnswerAt = this.answeredAt.asReadonly();
  /** Whether an answer is overdue. */
  readonly slow = this.waiting.asReadonly();
  /** Grows each time the bank is back: what could not be loaded is worth another try. */
  readonly returns = this.recoveries.asReadonly();

  answered(): void {
    const back = this.current() === 'failing' || this.current() === 'silent';
    this.current.set('answering');
    this.answeredAt.set(Date.now());
    this.waiting.set(false);
    if (back) this.recoveries.update((count) => count + 1);
  }

  failed({ code }: Failure): void {
    if (code === 'unreachable') this.current.set('silent');
    else if (FAILING.includes(code)) this.current.set('failing');
    else this.answered();
  }

  overdue(): void {
    this.waiting.set(true);
  }

  /** The way to the bank is there again, as the socket tells. */
  restored(): void {
    this.recoveries.update((count) => count + 1);
  }
}
