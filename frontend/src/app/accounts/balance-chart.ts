import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Api } from '../api/api';
import { listDailyBalances } from '../api/fn/accounts/list-daily-balances';
import type { Account } from '../api/models/account';
import type { DailyBalance } from '../api/models/daily-balance';
import { texts } from '../core/texts';
import { AreaChart } from '../ui/area-chart';
import { formatMoney } from '../ui/money';
import { formatDay } from '../ui/moments';

const DAYS = 30;

/** The account's closing balances of the last days; today's is the live one. */
@Component({
  selector: 'bank-balance-chart',
  imports: [AreaChart],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (days(); as days) {
      <bank-area-chart
        [labels]="labels()"
        [values]="values()"
        [label]="label()"
        [format]="format()"
        [fromZero]="false"
      />
      <p class="caption small">
        <span>{{ labels()[0] }}</span><span>{{ t.chart(length) }}</span
        ><span>{{ labels().at(-1) }}</span>
      </p>
    } @else if (failed()) {
      <p class="caption small" role="alert">
        <span>{{ t.chartFailed }}</span>
      </p>
    }`,
  styles: `
    bank-area-chart {
      height: var(--chart-height, 10rem);
      color: var(--bank-hero-graph);
    }

    .caption {
      display: flex;
      justify-content: space-between;
      gap: 1rem;
      padding: 0.5rem clamp(1.25rem, 0.75rem + 2vw, 2.25rem) 1rem;
      color: var(--bank-hero-soft);
    }
  `,
})
export class BalanceChart {
  private readonly api = inject(Api);

  readonly account = input.required<Account>();

  protected readonly t = texts.overview;
  protected readonly length = DAYS;
  protected readonly days = signal<readonly DailyBalance[] | null>(null);
  protected readonly failed = signal(false);
  // A day is a UTC day: noon keeps it the same day in most time zones.
  protected readonly labels = computed(() => this.days()?.map(({ day }) => formatDay(`${day}T12:00:00Z`)) ?? []);
  protected readonly values = computed(() => {
    const balances = this.days()?.map(({ balance }) => balance) ?? [];
    return [...balances.slice(0, -1), this.account().balance];
  });
  protected readonly format = computed(() => {
    const { currency } = this.account();
    return (balance: number) => formatMoney(balance, currency);
  });
  protected readonly label = computed(() => {
    const [first = 0] = this.values();
    const format = this.format();
    return this.t.chartLabel(DAYS, format(first), format(this.account().balance));
  });

  private readonly number = computed(() => this.account().number);

  constructor() {
    effect(() => {
      const number = this.number();
      untracked(() => void this.load(number));
    });
  }

  private async load(number: string): Promise<void> {
    this.failed.set(false);
    try {
      const { items } = await this.api.invoke(listDailyBalances, { number, days: DAYS });
      if (number === this.number()) this.days.set(items);
    } catch {
      this.failed.set(true);
    }
  }
}
