import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { Connection } from '../core/connection';
import { texts } from '../core/texts';
import { AreaChart } from '../ui/area-chart';
import { LoadedView } from '../ui/loaded-view';
import { formatNumber } from '../ui/numbers';
import { BatchFeed } from './batch-feed';
import { BatchStrip } from './batch-strip';
import { EventLine } from './event-line';
import { PodTable } from './pod-table';
import { ProofCard } from './proof-card';
import { SystemStore, WINDOW_MS } from './system.store';

/** One value in so many milliseconds. */
const STEP_MS = 1500;
const LABEL_EVERY_MS = 30_000;

/** For the trainer: what runs behind the page. */
@Component({
  selector: 'bank-system-page',
  imports: [AreaChart, BatchStrip, EventLine, LoadedView, MatButton, MatIcon, PodTable, ProofCard, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [BatchFeed, SystemStore],
  templateUrl: './system.page.html',
  styleUrl: './system.page.scss',
})
export class SystemPage {
  private readonly connection = inject(Connection);

  protected readonly store = inject(SystemStore);
  protected readonly t = texts.system;
  protected readonly stage = texts.stage;
  protected readonly events = computed(() => this.store.events.value() ?? []);
  protected readonly socketPod = this.connection.pod;
  protected readonly rate = computed(() => formatRate(this.store.system.value()?.transfersPerSecond ?? 0));
  protected readonly batch = computed(() => {
    const busy = this.store.system.value()?.pods.filter(({ batchSize }) => batchSize > 0) ?? [];
    const sum = busy.reduce((total, { batchSize }) => total + batchSize, 0);
    return formatNumber(busy.length === 0 ? 0 : sum / busy.length, 1);
  });
  protected readonly queue = computed(() => formatNumber(this.store.system.value()?.queueDepth ?? 0));
  /** The window is as wide from the first moment on: the curve comes in from its end. */
  protected readonly labels = computed(() =>
    Array.from({ length: WINDOW_MS / STEP_MS + 1 }, (_, index) =>
      this.t.secondsAgo(Math.round((WINDOW_MS - index * STEP_MS) / 1000)),
    ),
  );
  protected readonly labelEvery = LABEL_EVERY_MS / STEP_MS;
  protected readonly values = computed(() => {
    const history = this.store.history();
    const endMs = history.at(-1)?.atMs ?? 0;
    const values: (number | null)[] = this.labels().map(() => null);
    for (const { atMs, transfersPerSecond } of history) {
      const index = values.length - 1 - Math.round((endMs - atMs) / STEP_MS);
      if (index >= 0) values[index] = transfersPerSecond;
    }
    return values;
  });
  protected readonly chartLabel = computed(() => this.t.rateLabel(this.rate()));
  protected readonly formatRate = formatRate;
}

function formatRate(transfersPerSecond: number): string {
  return formatNumber(transfersPerSecond, transfersPerSecond < 100 ? 1 : 0);
}
