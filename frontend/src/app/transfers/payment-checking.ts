import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { texts } from '../core/texts';
import { Disc } from '../ui/disc';
import { PaymentStore } from './payment.store';

/** The answer was lost; the store is finding out. There is nothing to press here, on purpose. */
@Component({
  selector: 'bank-payment-checking',
  imports: [Disc, MatProgressBar],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<bank-disc icon="clock" tone="warn" />
    <h2 tabindex="-1" data-testid="checking">{{ t.checkingTitle }}</h2>
    <p>{{ t.checking }}</p>
    <p class="soft">{{ t.checkingSafe }}</p>
    <mat-progress-bar mode="indeterminate" [attr.aria-label]="t.checkingTitle" />
    @if (store.payment().recipient; as recipient) {
      <p class="soft small">
        {{ t.to }}: <bdi translate="no">{{ recipient.holderName }}</bdi>
      </p>
    }`,
  styleUrl: './payment-summary.scss',
})
export class PaymentChecking {
  protected readonly store = inject(PaymentStore);
  protected readonly t = texts.transfer;
}
