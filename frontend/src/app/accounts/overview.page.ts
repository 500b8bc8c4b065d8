import { ChangeDetectionStrategy, Component, computed, effect, inject, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { AccountsStore } from '../core/accounts.store';
import { explain } from '../core/explain';
import { Live } from '../core/live';
import { texts } from '../core/texts';
import { Empty } from '../ui/empty';
import { Fault } from '../ui/fault';
import { Figure } from '../ui/figure';
import { BalanceChart } from './balance-chart';
import { EntryRow } from './entry-row';
import { QuickTransfer } from './quick-transfer';

const LATEST = 6;

@Component({
  selector: 'bank-overview-page',
  imports: [BalanceChart, Empty, EntryRow, Fault, Figure, MatButton, MatIcon, QuickTransfer, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './overview.page.html',
  styleUrl: './overview.page.scss',
})
export class OverviewPage {
  private readonly store = inject(AccountsStore);
  private readonly live = inject(Live);

  protected readonly t = texts.overview;
  protected readonly retryLabel = texts.retry;
  protected readonly user = this.store.user;
  protected readonly account = this.store.active;
  protected readonly latest = computed(() => this.store.recent()?.slice(0, LATEST) ?? null);
  protected readonly fault = computed(() => {
    const failure = this.store.failure();
    return failure ? explain(failure) : null;
  });
  /** Rows beyond it came while one was looking, and slide in. */
  protected readonly seenSeq = signal<number | null>(null);

  constructor() {
    const number = computed(() => this.account()?.number);
    effect(() => {
      number();
      untracked(() => this.seenSeq.set(this.account()?.seq ?? null));
    });
  }

  protected retry(): void {
    this.live.retry();
  }
}
