import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import type { DuelInfo, DuelName, DuelState, Form, SideName } from '@banking-demo/lab';
import { LabClient, LabFailure } from './lab-client';
import { labTexts } from './lab-texts';

/** The duel on the screen: two sessions that wait for their next step. */
@Injectable()
export class DuelStore {
  private readonly client = inject(LabClient);
  private readonly described = signal<readonly DuelInfo[] | null>(null);
  private readonly missing = signal(false);
  private readonly current = signal<DuelState | null>(null);
  private readonly fault = signal<string | null>(null);
  private readonly steps = signal<ReadonlySet<SideName>>(new Set());
  private unwatch: () => void = () => undefined;
  /** Tells an opening that another one has overtaken. */
  private opening = 0;

  readonly cases = this.described.asReadonly();
  readonly absent = this.missing.asReadonly();
  readonly duel = this.current.asReadonly();
  readonly problem = this.fault.asReadonly();
  readonly stepping = computed(() => this.steps().size > 0);

  constructor() {
    inject(DestroyRef).onDestroy(() => void this.close());
    void this.load();
  }

  async open(name: DuelName, form: Form): Promise<void> {
    const opening = ++this.opening;
    await this.close();
    try {
      const duel = await this.client.openDuel(name, form);
      if (opening !== this.opening) {
        await this.client.endDuel(duel.id);
        return;
      }
      this.fault.set(null);
      this.current.set(duel);
      this.unwatch = this.client.watchDuel(
        duel.id,
        (state) => this.current.set(state),
        () => this.fault.set(labTexts.lost),
      );
    } catch (error) {
      this.fault.set(said(error));
    }
  }

  /** Takes a step where there is one to take. */
  async step(side: SideName): Promise<void> {
    const duel = this.current();
    const next = duel?.[side].next ?? null;
    if (!duel || next === null || this.steps().has(side)) return;
    this.steps.update((sides) => new Set([...sides, side]));
    try {
      this.current.set(await this.client.step(duel.id, side));
    } catch (error) {
      this.fault.set(said(error));
    } finally {
      this.steps.update((sides) => new Set([...sides].filter((each) => each !== side)));
    }
  }

  private async load(): Promise<void> {
    try {
      this.described.set((await this.client.describe()).duels);
    } catch {
      this.missing.set(true);
    }
  }

  private async close(): Promise<void> {
    this.unwatch();
    const id = this.current()?.id;
    this.current.set(null);
    if (id !== undefined) await this.client.endDuel(id).catch(() => undefined);
  }
}

function said(error: unknown): string {
  return (error instanceof LabFailure ? error.detail : null) ?? labTexts.lost;
}
