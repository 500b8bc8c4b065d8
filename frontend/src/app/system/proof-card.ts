import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { LedgerIntegrity } from '../api/models/ledger-integrity';
import type { Loaded } from '../core/loaded';
import { texts } from '../core/texts';
import { Disc } from '../ui/disc';
import { type Fact, Facts } from '../ui/facts';
import { LoadedView } from '../ui/loaded-view';
import { formatMoney } from '../ui/money';
import { formatTime } from '../ui/moments';
import { formatNumber } from '../ui/numbers';

/** The proof that the ledger adds up, with a check mark and its time. */
@Component({
  selector: 'bank-proof-card',
  imports: [Disc, Facts, LoadedView],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<section class="card" aria-labelledby="proof-heading" data-testid="proof">
    <h2 id="proof-heading">{{ t.proof }}</h2>
    <bank-loaded [of]="proof()">
      @if (proof().value(); as proof) {
        <p class="verdict">
          <bank-disc [icon]="proof.holds ? 'check' : 'alert'" [tone]="proof.holds ? 'accent' : 'error'" />
          {{ proof.holds ? t.holds : t.broken }}
        </p>
        <bank-facts [facts]="facts()" />
        <p class="soft small">{{ checked() }}</p>
      }
    </bank-loaded>
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

    bank-disc {
      --disc-size: 3rem;
    }

    bank-facts {
      display: block;
      margin-block: 1.125rem;
    }
  `,
})
export class ProofCard {
  readonly proof = input.required<Loaded<LedgerIntegrity>>();

  protected readonly t = texts.system;
  protected readonly facts = computed<Fact[]>(() => {
    const proof = this.proof().value();
    if (!proof) return [];
    const sums = proof.currencies.map(({ currency, sumOfBalances }) => ({
      name: this.t.sum(currency),
      value: formatMoney(sumOfBalances, currency),
      form: 'figure' as const,
    }));
    const accounts = proof.currencies.reduce((total, currency) => total + currency.accounts, 0);
    const count = (name: string, value: number): Fact => ({ name, value: formatNumber(value), form: 'figure' });
    return [
      ...sums,
      count(this.t.disagreeing, proof.disagreeingAccounts),
      count(this.t.accounts, accounts),
      count(this.t.entries, proof.entriesChecked),
    ];
  });
  protected readonly checked = computed(() => {
    const proof = this.proof().value();
    return proof ? this.t.checkedAt(formatTime(proof.checkedAt), formatNumber(proof.durationMs)) : '';
  });
}
