import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Entry } from '../api/models/entry';
import { Disc } from '../ui/disc';
import { formatMoney } from '../ui/money';
import { formatMinute, formatShort } from '../ui/moments';

/** One line of a statement: who, what for, when, how much, and the balance after it. Leads to the transfer. */
@Component({
  selector: 'bank-entry-row',
  imports: [Disc, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<a [routerLink]="path()" queryParamsHandling="merge">
    <bank-disc [icon]="entry().amount > 0 ? 'in' : 'out'" [tone]="entry().amount > 0 ? 'accent' : 'plain'" />
    <span class="who">
      <bdi class="name" translate="no">{{ entry().counterparty.holderName }}</bdi>
      <bdi class="soft small memo" translate="no">{{ entry().memo ?? '' }}</bdi>
    </span>
    <span class="when soft small number">{{ when() }}</span>
    <span class="amount number" translate="no" [class.gain]="entry().amount > 0">{{ amount() }}</span>
    <span class="balance soft number" translate="no">{{ balance() }}</span>
  </a>`,
  styleUrl: './entry-row.scss',
})
export class EntryRow {
  readonly entry = input.required<Entry>();
  /** Whether the day stands over it, so that the time is enough. */
  readonly underDay = input(false);

  protected readonly path = computed(() => `/activity/${this.entry().transferId}`);
  protected readonly when = computed(() => (this.underDay() ? formatMinute : formatShort)(this.entry().createdAt));
  protected readonly amount = computed(() => formatMoney(this.entry().amount, this.entry().currency, 'always'));
  protected readonly balance = computed(() => formatMoney(this.entry().balanceAfter, this.entry().currency));
}
