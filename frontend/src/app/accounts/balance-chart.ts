import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { listDailyBalances } from '../api/fn/accounts/list-daily-balances';
import type { Account } from '../api/models/account';
import { Calls } from '../core/calls';
import { loaded } from '../core/loaded';
import { texts } from '../core/texts';
import { AreaChart } from '../ui/area-chart';
import { LoadedView } from '../ui/loaded-view';
import { formatMoney, formatMoneyShort } from '../ui/money';
import { formatDay } from '../ui/moments';

const SPANS = [7, 30, 90] as const;

/** The account's closing balances of the last days; today's is the live one. */
@Component({
  selector: 'bank-balance-chart',
  imports: [AreaChart, LoadedView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<bank-loaded [of]="days" [lines]="1">
      @if (days.value()) {
        <bank-area-chart
          [labels]="labels()"
          [values]="values()"
          [label]="label()"
          [format]="format()"
          [formatAxis]="formatAxis()"
          [fromZero]="false"
        />
      }
    </bank-loaded>
    <div class="spans" role="group" [attr.aria-label]="t.chartSpan">
      @for (choice of spans; track choice) {
        <button type="button" [attr.aria-pressed]="choice === span()" (click)="span.set(choice)">
          {{ t.chartDays(choice) }}
        </button>
      }
    </div>`,
  styles: `
    bank-loaded {
      display: flow-root;
      --skeleton-height: calc(var(--chart-height, 10rem) - 1.5rem);
      --skeleton-margin: 0.75rem clamp(1.25rem, 0.75rem + 2vw, 2.25rem);
      --bank-well: rgb(255 255 255 / 0.14);
      min-height: var(--chart-height, 10rem);
    }

    bank-area-chart {
      height: var(--chart-height, 10rem);
      padding-inline: clamp(0.75rem, 0.25rem + 2vw, 1.75rem);
      color: var(--bank-hero-graph);
      --chart-ink: var(--bank-hero-soft);
      --chart-line: rgb(255 255 255 / 0.12);
    }

    .spans {
      display: flex;
      justify-content: center;
      gap: 0.25rem;
      padding: 0.5rem 1rem 0.875rem;
    }

    button {
      min-height: 2rem;
      padding: 0.25rem 0.875rem;
      border: 1px solid transparent;
      border-radius: 1rem;
      background: transparent;
      color: var(--bank-hero-soft);
      font: inherit;
      font-size: 0.8125rem;
      font-weight: 550;
      cursor: pointer;

      &:hover {
        background: rgb(255 255 255 / 0.1);
      }

      &:focus-visible {
        outline-color: var(--bank-hero-ink);
      }

      &[aria-pressed='true'] {
        background: rgb(255 255 255 / 0.16);
        color: var(--bank-hero-ink);
      }
    }

    @media (forced-colors: active) {
      button[aria-pressed='true'] {
        border-color: Highlight;
        background: Highlight;
        color: HighlightText;
        forced-color-adjust: none;
      }
    }
  `,
})
export class BalanceChart {
  private readonly calls = inject(Calls);

  readonly account = input.required<Account>();

  protected readonly t = texts.overview;
  protected readonly spans = SPANS;
  protected readonly span = signal<number>(30);
  protected readonly days = loaded({
    params: () => ({ number: this.account().number, days: this.span() }),
    load: async (question, signal) => (await this.calls.ask(listDailyBalances, question, signal)).items,
  });
  // A day is a UTC day: noon keeps it the same day in most time zones.
  protected readonly labels = computed(() => this.days.value()?.map(({ day }) => formatDay(`${day}T12:00:00Z`)) ?? []);
  protected readonly values = computed(() => {
    const balances = this.days.value()?.map(({ balance }) => balance) ?? [];
    return [...balances.slice(0, -1), this.account().balance];
  });
  protected readonly format = computed(() => {
    const { currency } = this.account();
    return (balance: number) => formatMoney(balance, currency);
  });
  protected readonly formatAxis = computed(() => {
    const { currency } = this.account();
    return (balance: number) => formatMoneyShort(balance, currency);
  });
  protected readonly label = computed(() => {
    const [first = 0] = this.values();
    const format = this.format();
    return this.t.chartLabel(this.span(), format(first), format(this.account().balance));
  });
}
