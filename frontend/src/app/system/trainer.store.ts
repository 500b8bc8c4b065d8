import { HttpClient } from '@angular/common/http';
import { computed, DestroyRef, effect, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Api } from '../api/api';
import { drainPod } from '../api/fn/testing/drain-pod';
import { listPersonas } from '../api/fn/testing/list-personas';
import { resetBank } from '../api/fn/testing/reset-bank';
import { transfer, type Transfer$Params } from '../api/fn/transfers/transfer';
import { Calls } from '../core/calls';
import { Connection } from '../core/connection';
import { explain } from '../core/explain';
import { IdentityStore } from '../core/identity.store';
import { loaded } from '../core/loaded';
import { Failure, type FailureCode } from '../core/problem';
import { randomKey } from '../core/random-key';
import { texts } from '../core/texts';
import { formatNumber } from '../ui/numbers';

export const RATES = [1, 10, 50, 100, 200] as const;

/** Load that nobody stops ends by itself. */
const RUN_MAX_MS = 120_000;
const TICK_MS = 25;
/** Payments on their way at once: a bank that is slower than the rate is not buried. */
const IN_FLIGHT_MAX = 64;
const DRAIN_SECONDS = 10;
/** With these the next payment would fare no better. */
const HOPELESS: readonly FailureCode[] = [
  'insufficient_funds',
  'recipient_not_found',
  'same_account',
  'unauthenticated',
  'limit_exceeded',
  'too_many_requests',
];

/**
 * What a trainer does to a bank that has support for tests: load, by real payments of this user over the API; a pod
 * drained; the last key once more; and back to the seed.
 */
@Injectable()
export class TrainerStore {
  private readonly api = inject(Api);
  private readonly calls = inject(Calls);
  private readonly http = inject(HttpClient);
  private readonly connection = inject(Connection);
  private readonly identity = inject(IdentityStore);
  private readonly paying = signal(false);
  private readonly made = signal(0);
  private readonly said = signal('');
  private readonly busyWith = signal<'drain' | 'replay' | 'reset' | null>(null);
  private readonly repeatable = signal<Transfer$Params | null>(null);
  private timer: ReturnType<typeof setInterval> | undefined;
  private inFlight = 0;

  /** Null where the bank has no support for tests. */
  readonly personas = loaded({
    params: () => 'personas',
    load: async (_question, signal) => (await this.calls.ask(listPersonas, undefined, signal)).items,
  });
  readonly rate = signal<number>(RATES[2]);
  readonly running = this.paying.asReadonly();
  /** Payments made since the load was started. */
  readonly count = this.made.asReadonly();
  /** What came of the last thing that was done. */
  readonly message = this.said.asReadonly();
  readonly busy = this.busyWith.asReadonly();
  readonly pod = this.connection.pod;
  readonly canReplay = computed(() => this.repeatable() !== null);
  /** The merchant; for the merchant, somebody else. */
  readonly payee = computed(() => {
    const others = this.personas.value()?.filter(({ username }) => username !== this.identity.user()?.username) ?? [];
    return others.find(({ username }) => username === 'merchant') ?? others[0] ?? null;
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
    effect(() => {
      if (this.connection.state() === 'offline') this.stop();
    });
  }

  start(): void {
    const to = this.payee()?.username;
    if (this.paying() || to === undefined) return;
    this.paying.set(true);
    this.made.set(0);
    this.said.set('');
    const begun = performance.now();
    let at = begun;
    let due = 0;
    this.timer = setInterval(() => {
      const now = performance.now();
      // What a tab in the background has missed is not made up for.
      due = Math.min(due + ((now - at) / 1000) * this.rate(), IN_FLIGHT_MAX);
      at = now;
      for (; due >= 1 && this.inFlight < IN_FLIGHT_MAX; due--) void this.pay(to);
      if (now - begun > RUN_MAX_MS) this.stop();
    }, TICK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.paying.set(false);
  }

  /** Sends the last payment again, with its key: the bank answers as it did, and no money moves. */
  replay(): Promise<void> {
    return this.during('replay', async () => {
      const payment = this.repeatable();
      if (!payment) return;
      const { headers, body } = await firstValueFrom(transfer(this.http, this.api.rootUrl, payment));
      const replayed = headers.get('Idempotency-Replayed') === 'true';
      this.said.set(replayed ? texts.trainer.replayed(formatNumber(body.seq)) : texts.trainer.paidAnew);
    });
  }

  drain(): Promise<void> {
    return this.during('drain', async () => {
      const pod = this.pod();
      if (pod === null) return;
      await this.api.invoke(drainPod, { body: { pod, seconds: DRAIN_SECONDS } });
      this.said.set(texts.trainer.draining(pod, formatNumber(DRAIN_SECONDS)));
    });
  }

  reset(): Promise<void> {
    this.stop();
    return this.during('reset', () => this.api.invoke(resetBank, { body: { confirm: 'reset' } }));
  }

  private async pay(to: string): Promise<void> {
    const payment: Transfer$Params = {
      'Idempotency-Key': randomKey(),
      body: { to, amount: 1, memo: texts.trainer.memo },
    };
    this.inFlight += 1;
    try {
      await firstValueFrom(transfer(this.http, this.api.rootUrl, payment));
      this.repeatable.set(payment);
      this.made.update((made) => made + 1);
    } catch (error) {
      const failure = Failure.from(error);
      this.said.set(explain(failure));
      if (HOPELESS.includes(failure.code)) this.stop();
    } finally {
      this.inFlight -= 1;
    }
  }

  private async during(what: 'drain' | 'replay' | 'reset', task: () => Promise<void>): Promise<void> {
    if (this.busyWith() !== null) return;
    this.busyWith.set(what);
    this.said.set('');
    try {
      await task();
    } catch (error) {
      this.said.set(explain(Failure.from(error)));
    } finally {
      this.busyWith.set(null);
    }
  }
}
