import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import type { Entry } from '../api/models/entry';
import { formatMoney } from '../ui/money';
import { formatShort } from '../ui/moments';

/** One line of a statement: who, what for, when, how much, and the balance after it. Leads to the transfer. */
@Component({
  selector: 'bank-entry-row',
  imports: [MatIcon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<a [routerLink]="path()">
    <mat-icon [svgIcon]="entry().amount > 0 ? 'in' : 'out'" [class.gain]="entry().amount > 0" />
    <span class="who">
      <span class="name">{{ entry().counterparty.holderName }}</span>
      <span class="soft small memo">{{ entry().memo ?? '' }}</span>
    </span>
    <span class="when soft small number">{{ when() }}</span>
    <span class="amount number" [class.gain]="entry().amount > 0">{{ amount() }}</span>
    <span class="balance soft number">{{ balance() }}</span>
  </a>`,
  styleUrl: './entry-row.scss',
})
export class EntryRow {
  readonly entry = input.required<Entry>();

  protected readonly path = computed(() => `/activity/${this.entry().transferId}`);
  protected readonly when = computed(() => formatShort(this.entry().createdAt));
  protected readonly amount = computed(() => formatMoney(this.entry().amount, this.entry().currency, 'always'));
  protected readonly balance = computed(() => formatMoney(this.entry().balanceAfter, this.entry().currency));
}
