import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { getLedgerIntegrity } from '../api/fn/ledger/get-ledger-integrity';
import { getSystem } from '../api/fn/system/get-system';
import { listSystemEvents } from '../api/fn/system/list-system-events';
import type { LedgerIntegrity } from '../api/models/ledger-integrity';
import { Calls } from '../core/calls';
import { loaded } from '../core/loaded';
import { Failure } from '../core/problem';

const FIGURES_EVERY_MS = 1500;
const EVENTS_EVERY_MS = 1500;
const PROOF_EVERY_MS = 10_000;
/** What the curve shows, whatever came of it. */
export const WINDOW_MS = 120_000;

export interface Sample {
  atMs: number;
  transfersPerSecond: number;
}

/** What runs behind the page, asked for again and again while the screen is open and visible. */
@Injectable()
export class SystemStore {
  private readonly calls = inject(Calls);
  private readonly samples = signal<readonly Sample[]>([]);

  readonly system = loaded({
    params: () => 'figures',
    load: (_question, signal) => this.calls.ask(getSystem, undefined, signal),
    everyMs: FIGURES_EVERY_MS,
  });
  readonly proof = loaded({
    params: () => 'proof',
    load: (_question, signal) => this.calls.ask(getLedgerIntegrity, undefined, signal).catch(provenFalse),
    everyMs: PROOF_EVERY_MS,
  });
  /** The bank keeps them: they are there whenever one comes back. Newest first. */
  readonly events = loaded({
    params: () => 'events',
    load: async (_question, signal) => (await this.calls.ask(listSystemEvents, undefined, signal)).items,
    everyMs: EVENTS_EVERY_MS,
  });
  /** Those of the window, oldest first. */
  readonly history = this.samples.asReadonly();

  constructor() {
    effect(() => {
      const system = this.system.value();
      if (!system) return;
      const sample = { atMs: new Date(system.asOf).getTime(), transfersPerSecond: system.transfersPerSecond };
      untracked(() =>
        this.samples.update((samples) => [
          ...samples.filter(({ atMs }) => atMs > sample.atMs - WINDOW_MS && atMs < sample.atMs),
          sample,
        ]),
      );
    });
  }
}

/** A ledger that does not add up is answered with the proof of it, as a failure. */
function provenFalse(error: unknown): LedgerIntegrity {
  const { body } = Failure.from(error);
  if (typeof body === 'object' && body !== null && 'holds' in body) return body as LedgerIntegrity;
  throw error;
}
