import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import type { LabInfo, RaceChoice, RaceState } from '@banking-demo/lab';
import { LabClient, LabFailure } from './lab-client';
import { labTexts } from './lab-texts';

/** The lab's one race, whoever started it: what there is of it is shown, live. */
@Injectable()
export class RaceStore {
  private readonly client = inject(LabClient);
  private readonly described = signal<LabInfo | null>(null);
  private readonly current = signal<RaceState | null>(null);
  private readonly fault = signal<string | null>(null);
  private readonly missing = signal(false);
  private readonly begins = signal(false);
  private readonly others = signal(false);
  private leave: () => void = () => undefined;

  readonly info = this.described.asReadonly();
  /** Whether there is no lab at this bank. */
  readonly absent = this.missing.asReadonly();
  readonly race = this.current.asReadonly();
  readonly problem = this.fault.asReadonly();
  readonly starting = this.begins.asReadonly();
  /** Whether the race that is watched was started by somebody else, while we wanted to. */
  readonly theirs = this.others.asReadonly();
  readonly running = computed(() => {
    const phase = this.current()?.phase;
    return phase === 'preparing' || phase === 'running';
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.leave());
    void this.load();
  }

  async start(choice: RaceChoice): Promise<void> {
    if (this.begins()) return;
    this.begins.set(true);
    this.fault.set(null);
    try {
      const { id, started } = await this.client.startRace(choice);
      this.others.set(!started);
      this.watch(id);
    } catch (error) {
      this.fault.set((error instanceof LabFailure ? error.detail : null) ?? labTexts.lost);
    } finally {
      this.begins.set(false);
    }
  }

  async stop(): Promise<void> {
    const race = this.current();
    if (race) await this.client.endRace(race.id).catch(() => undefined);
  }

  private async load(): Promise<void> {
    try {
      const info = await this.client.describe();
      this.described.set(info);
      this.current.set(info.race);
      if (this.running() && info.race) this.watch(info.race.id);
    } catch {
      this.missing.set(true);
    }
  }

  private watch(id: string): void {
    this.leave();
    const lost = (): void => this.fault.set(labTexts.lost);
    this.leave = this.client.watchRace(id, (state) => this.current.set(state), lost);
  }
}
