import { inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { listRecipients } from '../api/fn/transfers/list-recipients';
import type { Recipient } from '../api/models/recipient';
import { Failure } from '../core/problem';

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
  private readonly api = inject(Api);
  private readonly current = signal<LookupState>({ kind: 'idle' });
  private text = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private finding: Promise<LookupState> | undefined;

  readonly state = this.current.asReadonly();

  /** Looks up once typing pauses. */
  type(text: string): void {
    const trimmed = text.trim();
    if (trimmed === this.text) return;
    this.text = trimmed;
    this.finding = undefined;
    clearTimeout(this.timer);
    this.current.set({ kind: trimmed.length < SHORTEST ? 'idle' : 'looking' });
    if (trimmed.length >= SHORTEST) this.timer = setTimeout(() => void this.find(), PAUSE_MS);
  }

  /** The outcome for what was typed last, without waiting for a pause. */
  async find(): Promise<LookupState> {
    if (this.text.length < SHORTEST) return { kind: 'idle' };
    clearTimeout(this.timer);
    if (this.current().kind === 'failed') this.finding = undefined;
    this.finding ??= this.ask(this.text);
    return this.finding;
  }

  private async ask(text: string): Promise<LookupState> {
    this.current.set({ kind: 'looking' });
    const state = await this.answer(text);
    if (text === this.text) this.current.set(state);
    return state;
  }

  private async answer(q: string): Promise<LookupState> {
    try {
      const [recipient] = (await this.api.invoke(listRecipients, { q })).items;
      return recipient ? { kind: 'found', recipient } : { kind: 'none' };
    } catch (error) {
      return { kind: 'failed', failure: Failure.from(error) };
    }
  }
}
