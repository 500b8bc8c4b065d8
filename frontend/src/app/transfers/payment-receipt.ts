import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { texts } from '../core/texts';
import { Disc } from '../ui/disc';
import { Facts } from '../ui/facts';
import { formatMoney } from '../ui/money';
import { formatMoment } from '../ui/moments';
import { MoneyPipe } from '../ui/money.pipe';
import { PartyCard } from '../ui/party-card';
import { Provenance } from '../ui/provenance';
import { PaymentStore } from './payment.store';

@Component({
  selector: 'bank-payment-receipt',
  imports: [Disc, Facts, MatButton, MoneyPipe, PartyCard, Provenance, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (store.payment().transfer; as transfer) {
    <bank-disc icon="check" tone="accent" />
    <h2 tabindex="-1" data-testid="receipt">{{ t.doneTitle }}</h2>
    <p class="amount number" translate="no">{{ transfer.amount | money: transfer.currency }}</p>
    <bank-party [side]="t.to" [party]="transfer.to" />
    <bank-facts [facts]="facts()" />
    <bank-provenance [transferId]="transfer.id" />
    <div class="actions">
      <a matButton="outlined" routerLink="/">{{ t.toOverview }}</a>
      <button matButton="filled" type="button" (click)="again()">{{ t.again }}</button>
    </div>
  }`,
  styleUrl: './payment-summary.scss',
})
export class PaymentReceipt {
  private readonly router = inject(Router);

  protected readonly store = inject(PaymentStore);
  protected readonly t = texts.transfer;

  protected readonly facts = computed(() => {
    const { transfer } = this.store.payment();
    if (!transfer) return [];
    const { memo, createdAt, balanceAfter, currency, id } = transfer;
    return [
      ...(memo ? [{ name: this.t.memo, value: memo, form: 'words' as const }] : []),
      { name: this.t.when, value: formatMoment(createdAt) },
      { name: this.t.balanceAfter, value: formatMoney(balanceAfter, currency), form: 'figure' as const },
      { name: this.t.reference, value: id, form: 'reference' as const },
    ];
  });

  protected again(): void {
    this.store.restart();
    // Whom the address named was paid.
    void this.router.navigate(['/transfer'], { replaceUrl: true });
  }
}
