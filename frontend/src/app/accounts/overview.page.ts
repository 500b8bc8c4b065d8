import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { AccountsStore } from '../core/accounts.store';
import { FirstScreen } from '../core/first-screen';
import { IdentityStore } from '../core/identity.store';
import { texts } from '../core/texts';
import { Empty } from '../ui/empty';
import { Figure } from '../ui/figure';
import { LoadedView } from '../ui/loaded-view';
import { BalanceChart } from './balance-chart';
import { EntryRow } from './entry-row';
import { QuickTransfer } from './quick-transfer';

const LATEST = 6;

@Component({
  selector: 'bank-overview-page',
  imports: [BalanceChart, Empty, EntryRow, Figure, LoadedView, MatButton, MatIcon, QuickTransfer, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './overview.page.html',
  styleUrl: './overview.page.scss',
})
export class OverviewPage {
  private readonly store = inject(AccountsStore);

  protected readonly t = texts.overview;
  protected readonly firstScreen = inject(FirstScreen);
  protected readonly identity = inject(IdentityStore);
  protected readonly account = this.store.active;
  protected readonly latest = this.store.latest;
  protected readonly rows = computed(() => this.latest.value()?.slice(0, LATEST) ?? []);
  /** How many rows there will be: each entry has counted one up. */
  protected readonly expected = computed(() => Math.min(Math.max(this.account()?.seq ?? 4, 1), LATEST));
  /** Rows beyond it came while one was looking, and slide in. */
  protected readonly seenSeq = signal<number | null>(null);

  constructor() {
    const number = computed(() => this.account()?.number);
    effect(() => {
      number();
      untracked(() => this.seenSeq.set(this.account()?.seq ?? null));
    });
  }
}
