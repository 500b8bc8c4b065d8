import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { Api } from '../api/api';
import { transfer } from '../api/fn/transfers/transfer';
import type { Party } from '../api/models/party';
import type { Transfer } from '../api/models/transfer';
import { AccountsStore } from '../core/accounts.store';
import { FeedsStore } from '../core/feeds.store';
import { IdentityStore } from '../core/identity.store';
import { PeopleStore } from '../core/people.store';
import { Failure, type FailureCode } from '../core/problem';
import { Retry } from '../core/retry';
import { entryOf } from '../core/transfer-entry';
import { type Draft, newPayment, type Payment } from './payment';
import { PaymentMemory } from './payment-memory';

export type PaymentStage = Exclude<Payment['stage'], 'sent'> | 'sending' | 'checking';

/** After these the bank may have made the payment all the same. */
const UNKNOWN: readonly FailureCode[] = ['unreachable', 'outcome_unknown', 'internal'];
/** These refuse the attempt, but say nothing about one before it whose answer was lost. */
const UNDECIDED: readonly FailureCode[] = [
  ...UNKNOWN,
  'overloaded',
  'dependency_unavailable',
  'too_many_requests',
  'unauthenticated',
];

/**
 * The payment in hand. It is written down before it is sent and asked for with the same key until the bank has said what
 * became of it: a double click, a reload, a lost answer or a new sign-in never pay twice, and never leave it in the dark.
 */
@Injectable({ providedIn: 'root' })
export class PaymentStore {
  private readonly api = inject(Api);
  private readonly accounts = inject(AccountsStore);
  private readonly feeds = inject(FeedsStore);
  private readonly identity = inject(IdentityStore);
  private readonly people = inject(PeopleStore);
  private memory: PaymentMemory | undefined;
  private asking: Retry | undefined;
  private readonly current = signal<Payment>(newPayment());
  /** Whether an answer was lost, so that the outcome is being asked for. */
  private readonly lost = signal(false);
  private readonly refused = signal<Failure | null>(null);
  private readonly payer = signal<string | null>(null);

  /** Whose payment it is; null while nobody is known to be signed in. */
  readonly owner = this.payer.asReadonly();
  readonly payment = this.current.asReadonly();
  readonly stage = computed<PaymentStage>(() => {
    const { stage } = this.current();
    if (stage !== 'sent') return stage;
    return this.lost() ? 'checking' : 'sending';
  });
  /** Why the bank did not make it. */
  readonly refusal = this.refused.asReadonly();

  constructor() {
    const userId = computed(() => this.identity.user()?.id ?? null);
    effect(() => {
      const id = userId();
      untracked(() => this.takeUp(id));
    });
    effect(() => {
      const number = this.accounts.active()?.number;
      untracked(() => this.payFrom(number));
    });
  }

  /** The form was opened, perhaps for somebody in particular; what is going on stays as it is. */
  opened(to: string | undefined): void {
    const { stage, draft } = this.current();
    if (to === undefined || stage === 'sent') return;
    if (stage === 'done' || stage === 'reused') this.restart(to);
    else if (draft.to !== to) this.change({ stage: 'edit', draft: { ...draft, to }, recipient: null });
  }

  /** Another account is shown now: what was not confirmed is paid from that one, which is to be looked at again. */
  private payFrom(number: string | undefined): void {
    const { stage, draft } = this.current();
    if (number === undefined || draft.from === number) return;
    if (stage === 'edit') this.change({ draft: { ...draft, from: number } });
    else if (stage === 'review' && draft.from !== null) {
      this.change({ stage: 'edit', draft: { ...draft, from: number } });
    }
  }

  /** The form was left: what is finished does not come back. */
  left(): void {
    const { stage } = this.current();
    if (stage === 'done' || stage === 'reused') this.restart();
  }

  restart(to?: string): void {
    if (this.current().stage === 'sent') return;
    this.refused.set(null);
    this.save(newPayment(to));
  }

  edit(draft: Draft): void {
    if (this.current().stage === 'edit') this.change({ draft });
  }

  review(draft: Draft, recipient: Party): void {
    if (this.current().stage !== 'edit') return;
    this.refused.set(null);
    this.change({ draft, recipient, stage: 'review' });
  }

  backToEdit(): void {
    if (this.current().stage === 'review') this.change({ stage: 'edit' });
  }

  /** Sends it. Clicked twice, the second time does nothing. */
  async confirm(): Promise<void> {
    if (this.current().stage !== 'review') return;
    this.refused.set(null);
    this.change({ stage: 'sent' });
    const { key } = this.current();
    const { memory } = this;
    try {
      this.made(key, await this.send());
    } catch (error) {
      const failure = Failure.from(error);
      if (!UNKNOWN.includes(failure.code)) this.refuse(key, failure, memory);
      else if (this.isCurrent(key)) {
        this.lost.set(true);
        this.ask();
      }
    }
  }

  /** Asks, by sending it again with its key, until the answer says what became of it. */
  private ask(): void {
    const { key } = this.current();
    this.asking?.cancel();
    this.asking = new Retry(async () => {
      try {
        this.made(key, await this.send());
      } catch (error) {
        const failure = Failure.from(error);
        if (UNDECIDED.includes(failure.code)) return false;
        this.refuse(key, failure, this.memory);
      }
      return true;
    });
    void this.asking.run();
  }

  /** Takes up where this user left off in this tab, or forgets, without a trace on the screen, when nobody is there. */
  private takeUp(userId: string | null): void {
    this.asking?.cancel();
    this.lost.set(false);
    this.refused.set(null);
    this.memory = userId === null ? undefined : new PaymentMemory(userId);
    this.current.set(this.memory?.load() ?? newPayment());
    this.payer.set(userId);
    if (this.current().stage !== 'sent') return;
    // Whether an answer came before the reload cannot be known.
    this.lost.set(true);
    this.ask();
  }

  private send(): Promise<Transfer> {
    const { key, draft, recipient } = this.current();
    const body = {
      // The number, not the typed name: the retry means the very account that was shown.
      to: recipient?.accountNumber ?? draft.to,
      amount: draft.amount ?? 0,
      ...(draft.memo === '' ? {} : { memo: draft.memo }),
      ...(draft.from === null ? {} : { from: draft.from }),
    };
    return this.api.invoke(transfer, { 'Idempotency-Key': key, body });
  }

  private made(key: string, made: Transfer): void {
    this.feeds.apply(made.accountNumber, [entryOf(made)]);
    this.people.met([made.to]);
    if (!this.isCurrent(key)) return;
    this.lost.set(false);
    this.change({ stage: 'done', transfer: made });
  }

  private refuse(key: string, failure: Failure, memory: PaymentMemory | undefined): void {
    const stage = stageAfter(failure);
    if (!this.isCurrent(key)) {
      // The session ended with it: who confirmed it finds it as it is when they sign in again.
      const kept = memory?.load();
      if (kept?.key === key) memory?.save({ ...kept, stage });
      return;
    }
    this.lost.set(false);
    this.refused.set(failure);
    this.change({ stage });
  }

  private isCurrent(key: string): boolean {
    return this.current().key === key;
  }

  private change(part: Partial<Payment>): void {
    this.save({ ...this.current(), ...part });
  }

  private save(payment: Payment): void {
    this.current.set(payment);
    this.memory?.save(payment);
  }
}

function stageAfter({ code }: Failure): 'reused' | 'review' | 'edit' {
  if (code === 'idempotency_key_reused') return 'reused';
  return UNDECIDED.includes(code) ? 'review' : 'edit';
}
