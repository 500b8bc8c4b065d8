import { computed, inject, Injectable, signal } from '@angular/core';
import { listRecipients } from '../api/fn/transfers/list-recipients';
import type { Recipient } from '../api/models/recipient';
import { Calls } from '../core/calls';
import { loaded } from '../core/loaded';
import type { Failure } from '../core/problem';

export type LookupState =
  | { kind: 'idle' }
  | { kind: 'looking' }
  | { kind: 'found'; recipient: Recipient }
  | { kind: 'none' }
  | { kind: 'failed'; failure: Failure };

const PAUSE_MS = 300;
const SHORTEST = 3;

/** Finds out, while the recipient is typed, whose account it is. */
@Injectable()
export class RecipientLookup {
  private readonly calls = inject(Calls);
  private readonly typed = signal('');
  /** What was typed when typing paused. */
  private readonly asked = signal('');
  private timer: ReturnType<typeof setTimeout> | undefined;

  private readonly answer = loaded({
    params: () => (this.asked().length < SHORTEST ? undefined : this.asked()),
    load: async (q, signal) => (await this.calls.ask(listRecipients, { q }, signal)).items,
  });
  readonly state = computed<LookupState>(() => {
    if (this.typed().length < SHORTEST) return { kind: 'idle' };
    const items = this.answer.value();
    const failure = this.answer.failure();
    if (this.typed() !== this.asked() || (!items && !failure)) return { kind: 'looking' };
    if (failure) return { kind: 'failed', failure };
    const recipient = items?.[0];
    return recipient ? { kind: 'found', recipient } : { kind: 'none' };
  });

  /** Looks up once typing pauses. */
  type(text: string): void {
    if (text.trim() === this.typed()) return;
    this.typed.set(text.trim());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  /** The outcome for what was typed last, without waiting for a pause. */
  async find(): Promise<LookupState> {
    this.ask();
    if (this.state().kind === 'failed') this.answer.reload();
    await this.answer.settled();
    return this.state();
  }

  private ask(): void {
    clearTimeout(this.timer);
    this.asked.set(this.typed());
  }
}
