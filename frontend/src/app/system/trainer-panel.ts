import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { texts } from '../core/texts';
import { formatNumber } from '../ui/numbers';
import { RATES, TrainerStore } from './trainer.store';

/** What a trainer can do, marked as such; there is none in a bank without support for tests. */
@Component({
  selector: 'bank-trainer-panel',
  imports: [MatButton, MatIcon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [TrainerStore],
  templateUrl: './trainer-panel.html',
  styleUrl: './trainer-panel.scss',
})
export class TrainerPanel {
  protected readonly store = inject(TrainerStore);
  protected readonly t = texts.trainer;
  protected readonly rates = RATES;
  protected readonly sure = signal(false);
  protected readonly made = computed(() => this.t.made(formatNumber(this.store.count())));

  protected reset(): void {
    if (this.sure()) void this.store.reset();
    this.sure.set(!this.sure());
  }
}
