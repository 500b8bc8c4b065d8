import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { Connection } from '../core/connection';
import { explain } from '../core/explain';
import { texts } from '../core/texts';
import { AreaChart } from '../ui/area-chart';
import { locale } from '../ui/money';
import { formatTime } from '../ui/moments';
import { PodTable } from './pod-table';
import { ProofCard } from './proof-card';
import { SystemStore } from './system.store';

const rate = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });

/** For the trainer: what runs behind the page. */
@Component({
  selector: 'bank-system-page',
  imports: [AreaChart, MatIcon, PodTable, ProofCard],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [SystemStore],
  templateUrl: './system.page.html',
  styleUrl: './system.page.scss',
})
export class SystemPage {
  private readonly connection = inject(Connection);

  protected readonly store = inject(SystemStore);
  protected readonly t = texts.system;
  protected readonly socketPod = this.connection.pod;
  protected readonly rate = computed(() => formatRate(this.store.system()?.transfersPerSecond ?? 0));
  protected readonly batch = computed(() => {
    const busy = this.store.system()?.pods.filter(({ batchSize }) => batchSize > 0) ?? [];
    const sum = busy.reduce((total, { batchSize }) => total + batchSize, 0);
    return rate.format(busy.length === 0 ? 0 : sum / busy.length);
  });
  protected readonly queue = computed(() => whole.format(this.store.system()?.queueDepth ?? 0));
  protected readonly labels = computed(() => this.store.history().map(({ asOf }) => formatTime(asOf)));
  protected readonly values = computed(() => this.store.history().map(({ transfersPerSecond }) => transfersPerSecond));
  protected readonly chartLabel = computed(() => this.t.rateLabel(this.rate()));
  protected readonly formatRate = formatRate;
  protected readonly fault = computed(() => {
    const failure = this.store.failure();
    if (!failure) return null;
    return this.store.system() ? this.t.stale : explain(failure);
  });
}

function formatRate(transfersPerSecond: number): string {
  return (transfersPerSecond < 100 ? rate : whole).format(transfersPerSecond);
}
