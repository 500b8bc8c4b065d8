import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import type { LaneState } from '@banking-demo/lab';
import { formatAmount, formatCount, formatMs, labTexts } from './lab-texts';
import { isDamaged, sentenceOf } from './race-words';

/** One way in a race: what it does per second, and one big line about the money. */
@Component({
  selector: 'bank-lane-card',
  imports: [MatTooltip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './lane-card.html',
  styleUrl: './lane-card.scss',
  host: { '[class.running]': 'lane().running' },
})
export class LaneCard {
  readonly lane = input.required<LaneState>();
  /** The file that runs, as it was written. */
  readonly source = input.required<string>();
  readonly file = input.required<string>();

  protected readonly t = labTexts.races;
  protected readonly way = computed(() => labTexts.ways[this.lane().way]);
  protected readonly damaged = computed(() => isDamaged(this.lane()));
  protected readonly rate = computed(() => formatCount(this.lane().perSecond));
  protected readonly p99 = computed(() => formatMs(this.lane().p99Ms));
  protected readonly deadlocks = computed(() => formatCount(this.lane().deadlocks));
  protected readonly retries = computed(() => formatCount(this.lane().retries));
  protected readonly sentence = computed(() => sentenceOf(this.lane()));
  protected readonly money = computed(() => {
    const { moneyAtStart, moneyNow, overdrawn } = this.lane();
    if (moneyNow === moneyAtStart && overdrawn > 0) return this.t.overdrawn(formatAmount(overdrawn));
    return this.t.money(formatAmount(moneyAtStart), formatAmount(moneyNow));
  });
}
