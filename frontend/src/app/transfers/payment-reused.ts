import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { texts } from '../core/texts';
import { Disc } from '../ui/disc';
import { PaymentStore } from './payment.store';

/** This form paid already, with other details: in a copy of the tab, or by an attempt believed lost. */
@Component({
  selector: 'bank-payment-reused',
  imports: [Disc, MatButton, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<bank-disc icon="alert" tone="warn" />
    <h2 tabindex="-1">{{ t.reusedTitle }}</h2>
    <p>{{ t.reused }}</p>
    <div class="actions">
      <a matButton="outlined" routerLink="/activity">{{ activity }}</a>
      <button matButton="filled" type="button" (click)="store.restart()">{{ t.reset }}</button>
    </div>`,
  styleUrl: './payment-summary.scss',
})
export class PaymentReused {
  protected readonly store = inject(PaymentStore);
  protected readonly t = texts.transfer;
  protected readonly activity = texts.nav.activity;
}
