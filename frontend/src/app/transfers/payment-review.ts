import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { AccountsStore } from '../core/accounts.store';
import { explain } from '../core/explain';
import { texts } from '../core/texts';
import { type Fact, Facts } from '../ui/facts';
import { formatMoney } from '../ui/money';
import { PartyCard } from '../ui/party-card';
import { PaymentStore } from './payment.store';

/** What will be sent, to be confirmed. */
@Component({
  selector: 'bank-payment-review',
  imports: [Facts, MatButton, MatIcon, MatProgressBar, PartyCard],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<h2 tabindex="-1">{{ t.reviewTitle }}</h2>
    <p class="amount number" translate="no">{{ amount() }}</p>
    @if (payment().recipient; as recipient) {
      <bank-party [side]="t.to" [party]="recipient" />
    }
    <bank-facts [facts]="facts()" />
    @if (problem()) {
      <p class="notice warn small" role="alert" data-testid="refusal"><mat-icon svgIcon="alert" />{{ problem() }}</p>
    }
    <div class="actions">
      <button matButton="outlined" type="button" [disabled]="sending()" (click)="store.backToEdit()">
        {{ t.edit }}
      </button>
      <button matButton="filled" type="button" [disabled]="sending()" (click)="confirm()">
        {{ sending() ? t.sending : t.confirm(amount()) }}
      </button>
    </div>
    @if (sending()) {
      <mat-progress-bar mode="indeterminate" [attr.aria-label]="t.sending" />
    }`,
  styleUrl: './payment-summary.scss',
})
export class PaymentReview {
  private readonly accounts = inject(AccountsStore);

  protected readonly store = inject(PaymentStore);
  protected readonly t = texts.transfer;
  protected readonly payment = this.store.payment;
  protected readonly sending = computed(() => this.store.stage() === 'sending');
  protected readonly from = computed(() => {
    const { from } = this.payment().draft;
    return this.accounts.accounts().find(({ number }) => number === from) ?? this.accounts.active();
  });
  protected readonly amount = computed(() =>
    formatMoney(this.payment().draft.amount ?? 0, this.from()?.currency ?? 'EUR'),
  );
  protected readonly facts = computed<Fact[]>(() => {
    const from = this.from();
    const { memo } = this.payment().draft;
    const payer: Fact = { name: this.t.from, value: from ? `${from.name} · ${from.number}` : '', form: 'words' };
    return memo ? [payer, { name: this.t.memo, value: memo, form: 'words' }] : [payer];
  });
  private readonly offline = signal(false);
  protected readonly problem = computed(() => {
    if (this.offline()) return this.t.offline;
    const refusal = this.store.refusal();
    return refusal ? explain(refusal) : null;
  });

  protected confirm(): void {
    // Known to be in vain; sent nothing is better than sent into the void.
    this.offline.set(!navigator.onLine);
    if (navigator.onLine) void this.store.confirm();
  }
}
