import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { texts } from '../core/texts';
import { PaymentStore } from './payment.store';

/** This form paid already, with other details: in a copy of the tab, or by an attempt believed lost. */
@Component({
  selector: 'bank-payment-reused',
  imports: [MatButton, MatIcon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span class="mark warn"><mat-icon svgIcon="alert" /></span>
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
