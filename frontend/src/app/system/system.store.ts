import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { getLedgerIntegrity } from '../api/fn/ledger/get-ledger-integrity';
import { getSystem } from '../api/fn/system/get-system';
import type { LedgerIntegrity } from '../api/models/ledger-integrity';
import type { System } from '../api/models/system';
import { Failure } from '../core/problem';

const FIGURES_EVERY_MS = 1500;
const PROOF_EVERY_MS = 10_000;
const HISTORY = 80;

export interface Sample {
  asOf: string;
  transfersPerSecond: number;
}

/** What runs behind the page, asked for again and again while the screen is open and visible. */
@Injectable()
export class SystemStore {
  private readonly api = inject(Api);
  private readonly figures = signal<System | null>(null);
  private readonly samples = signal<readonly Sample[]>([]);
  private readonly lastProof = signal<LedgerIntegrity | null>(null);
  private readonly figuresFailure = signal<Failure | null>(null);
  private readonly proofFailure = signal<Failure | null>(null);
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private closed = false;

  readonly system = this.figures.asReadonly();
  readonly history = this.samples.asReadonly();
  readonly proof = this.lastProof.asReadonly();
  readonly failure = this.figuresFailure.asReadonly();
  readonly proofUnknown = computed(() => this.proofFailure() !== null);

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.closed = true;
      for (const timer of this.timers) clearTimeout(timer);
    });
    void this.repeat(() => this.loadFigures(), FIGURES_EVERY_MS);
    void this.repeat(() => this.loadProof(), PROOF_EVERY_MS);
  }

  private async repeat(load: () => Promise<void>, everyMs: number): Promise<void> {
    if (document.visibilityState === 'visible') await load();
    if (this.closed) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.repeat(load, everyMs);
    }, everyMs);
    this.timers.add(timer);
  }

  private async loadFigures(): Promise<void> {
    try {
      const system = await this.api.invoke(getSystem);
      this.figures.set(system);
      this.figuresFailure.set(null);
      const { asOf, transfersPerSecond } = system;
      this.samples.update((samples) => [...samples, { asOf, transfersPerSecond }].slice(-HISTORY));
    } catch (error) {
      this.figuresFailure.set(Failure.from(error));
    }
  }

  private async loadProof(): Promise<void> {
    try {
      this.lastProof.set(await this.api.invoke(getLedgerIntegrity));
      this.proofFailure.set(null);
    } catch (error) {
      const failure = Failure.from(error);
      // A ledger that does not add up is answered with the proof of it, as a failure.
      if (isProof(failure.body)) this.lastProof.set(failure.body);
      this.proofFailure.set(isProof(failure.body) ? null : failure);
    }
  }
}

function isProof(body: unknown): body is LedgerIntegrity {
  return typeof body === 'object' && body !== null && 'holds' in body;
}
