import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { texts } from '../core/texts';
import { Avatar } from '../ui/avatar';
import { MomentPipe } from '../ui/moment.pipe';
import { MoneyPipe } from '../ui/money.pipe';
import { PaymentStore } from './payment.store';

@Component({
  selector: 'bank-payment-receipt',
  imports: [Avatar, MatButton, MatIcon, MomentPipe, MoneyPipe, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (store.payment().transfer; as transfer) {
    <span class="mark"><mat-icon svgIcon="check" /></span>
    <h2 tabindex="-1" data-testid="receipt">{{ t.doneTitle }}</h2>
    <p class="amount number">{{ transfer.amount | money: transfer.currency }}</p>
    <div class="party">
      <bank-avatar [name]="transfer.to.holderName" />
      <span>
        <span class="soft small">{{ t.to }}</span>
        <strong>{{ transfer.to.holderName }}</strong>
        <span class="soft small number">{{ transfer.to.accountNumber }}</span>
      </span>
    </div>
    <dl>
      @if (transfer.memo) {
        <div>
          <dt>{{ t.memo }}</dt>
          <dd>{{ transfer.memo }}</dd>
        </div>
      }
      <div>
        <dt>{{ t.when }}</dt>
        <dd>{{ transfer.createdAt | moment }}</dd>
      </div>
      <div>
        <dt>{{ t.balanceAfter }}</dt>
        <dd class="number">{{ transfer.balanceAfter | money: transfer.currency }}</dd>
      </div>
      <div>
        <dt>{{ t.reference }}</dt>
        <dd class="small">{{ transfer.id }}</dd>
      </div>
    </dl>
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

  protected again(): void {
    this.store.restart();
    // Whom the address named was paid.
    void this.router.navigate(['/transfer'], { replaceUrl: true });
  }
}
