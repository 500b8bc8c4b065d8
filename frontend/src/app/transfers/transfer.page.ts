import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  input,
  untracked,
  viewChild,
} from '@angular/core';
import { IdentityStore } from '../core/identity.store';
import { texts } from '../core/texts';
import { LoadedView } from '../ui/loaded-view';
import { PaymentChecking } from './payment-checking';
import { PaymentForm } from './payment-form';
import { PaymentReceipt } from './payment-receipt';
import { PaymentReview } from './payment-review';
import { PaymentReused } from './payment-reused';
import { PaymentStore } from './payment.store';

@Component({
  selector: 'bank-transfer-page',
  imports: [LoadedView, PaymentChecking, PaymentForm, PaymentReceipt, PaymentReused, PaymentReview],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<div class="page narrow">
    <h1 #heading tabindex="-1">{{ t.title }}</h1>
    <section class="card" #card>
      <bank-loaded [of]="identity.me">
        @if (store.owner()) {
          @switch (store.stage()) {
            @case ('edit') {
              <bank-payment-form />
            }
            @case ('review') {
              <bank-payment-review />
            }
            @case ('sending') {
              <bank-payment-review />
            }
            @case ('checking') {
              <bank-payment-checking />
            }
            @case ('done') {
              <bank-payment-receipt />
            }
            @case ('reused') {
              <bank-payment-reused />
            }
          }
        }
      </bank-loaded>
    </section>
  </div>`,
  styles: `
    .card {
      padding: clamp(1.25rem, 0.5rem + 3vw, 2.25rem);
    }

    bank-loaded {
      --skeleton-height: 3.5rem;
    }
  `,
})
export class TransferPage {
  protected readonly identity = inject(IdentityStore);
  protected readonly store = inject(PaymentStore);
  protected readonly t = texts.transfer;
  private readonly card = viewChild<ElementRef<HTMLElement>>('card');
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');

  /** Whom to pay, from the query. */
  readonly to = input<string>();

  constructor() {
    effect(() => {
      const to = this.to();
      if (this.store.owner() !== null) untracked(() => this.store.opened(to));
    });
    let previous: string | undefined;
    afterRenderEffect(() => {
      const stage = this.store.stage();
      // Where the focus was is gone with the step before; not so between review and sending.
      if (previous !== undefined && stage !== 'sending' && stage !== previous) this.focusStep();
      previous = stage;
    });
    inject(DestroyRef).onDestroy(() => this.store.left());
  }

  /** Reads the heading of the new step out. */
  private focusStep(): void {
    const heading = this.card()?.nativeElement.querySelector<HTMLElement>('h2');
    (heading ?? this.heading().nativeElement).focus();
  }
}
