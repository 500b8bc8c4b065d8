import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { LedgerIntegrity } from '../api/models/ledger-integrity';
import { texts } from '../core/texts';
import { formatMoney, locale } from '../ui/money';
import { formatTime } from '../ui/moments';

const count = new Intl.NumberFormat(locale);

/** The proof that the ledger adds up, with a check mark and its time. */
@Component({
  selector: 'bank-proof-card',
  imports: [MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<section class="card" aria-labelledby="proof-heading" data-testid="proof">
    <h2 id="proof-heading">{{ t.proof }}</h2>
    @if (proof(); as proof) {
      <p class="verdict" [class.broken]="!proof.holds">
        <span class="mark"><mat-icon [svgIcon]="proof.holds ? 'check' : 'alert'" /></span>
        {{ proof.holds ? t.holds : t.broken }}
      </p>
      <dl>
        @for (row of rows(); track row.label) {
          <div>
            <dt>{{ row.label }}</dt>
            <dd class="number">{{ row.value }}</dd>
          </div>
        }
      </dl>
      <p class="soft small">{{ unknown() ? t.stale : checked() }}</p>
    } @else if (unknown()) {
      <p class="soft">{{ t.stale }}</p>
    } @else {
      <span class="skeleton"></span>
    }
  </section>`,
  styles: `
    .card {
      display: grid;
      align-content: start;
      gap: 1.125rem;
      height: 100%;
    }

    .verdict {
      display: flex;
      align-items: center;
      gap: 0.875rem;
      font-size: 1.125rem;
      font-weight: 600;
      letter-spacing: -0.01em;
    }

    .mark {
      display: grid;
      flex: none;
      place-items: center;
      width: 3rem;
      height: 3rem;
      border-radius: 50%;
      background: var(--bank-accent-soft);
      color: var(--bank-accent);
    }

    .broken .mark {
      background: var(--bank-error-soft);
      color: var(--bank-error);
    }

    dl {
      display: grid;
      gap: 0.625rem;
      margin: 0;

      div {
        display: flex;
        justify-content: space-between;
        gap: 1rem;
      }
    }

    dt {
      color: var(--bank-ink-soft);
      font-size: 0.9375rem;
    }

    dd {
      margin: 0;
      font-weight: 550;
    }

    .skeleton {
      height: 8rem;
    }
  `,
})
export class ProofCard {
  readonly proof = input.required<LedgerIntegrity | null>();
  /** Whether the last try to get a fresh one failed. */
  readonly unknown = input.required<boolean>();

  protected readonly t = texts.system;
  protected readonly rows = computed(() => {
    const proof = this.proof();
    if (!proof) return [];
    const sums = proof.currencies.map(({ currency, sumOfBalances }) => ({
      label: this.t.sum(currency),
      value: formatMoney(sumOfBalances, currency),
    }));
    const accounts = proof.currencies.reduce((total, currency) => total + currency.accounts, 0);
    return [
      ...sums,
      { label: this.t.disagreeing, value: count.format(proof.disagreeingAccounts) },
      { label: this.t.accounts, value: count.format(accounts) },
      { label: this.t.entries, value: count.format(proof.entriesChecked) },
    ];
  });
  protected readonly checked = computed(() => {
    const proof = this.proof();
    return proof ? this.t.checkedAt(formatTime(proof.checkedAt), count.format(proof.durationMs)) : '';
  });
}
