import {
  CdkFixedSizeVirtualScroll,
  CdkVirtualForOf,
  CdkVirtualScrollableWindow,
  CdkVirtualScrollViewport,
} from '@angular/cdk/scrolling';
import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink, RouterOutlet } from '@angular/router';
import { auditTime } from 'rxjs';
import { AccountsStore } from '../core/accounts.store';
import { texts } from '../core/texts';
import { Empty } from '../ui/empty';
import { LoadedView } from '../ui/loaded-view';
import { dayOf, formatDate } from '../ui/moments';
import { formatNumber } from '../ui/numbers';
import { inRem } from '../ui/rem';
import { EntryRow } from './entry-row';
import { FilterInAddress } from './filter-in-address';
import { StatementDownload } from './statement-download';
import { StatementFilters } from './statement-filters';
import { StatementStore } from './statement.store';

const ROW_REM = 5;
/** Fast scrolling passes many rows that need not be fetched. */
const SETTLE_MS = 80;

@Component({
  selector: 'bank-activity-page',
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    CdkVirtualScrollableWindow,
    Empty,
    EntryRow,
    LoadedView,
    MatButton,
    MatIcon,
    RouterLink,
    RouterOutlet,
    StatementDownload,
    StatementFilters,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(document:keydown)': 'print($event)' },
  providers: [StatementStore],
  templateUrl: './activity.page.html',
  styleUrl: './activity.page.scss',
})
export class ActivityPage {
  private readonly router = inject(Router);
  private readonly viewport = viewChild(CdkVirtualScrollViewport);

  protected readonly filter = inject(FilterInAddress);
  protected readonly store = inject(StatementStore);
  protected readonly account = inject(AccountsStore).active;
  protected readonly t = texts.activity;
  protected readonly rowHeight = inRem(ROW_REM);
  protected readonly rows = this.store.rows;
  protected readonly count = computed(() =>
    this.store.end() === 'more' ? this.t.list : this.t.count(formatNumber(this.rows().length)),
  );

  constructor() {
    effect(() => {
      const filter = this.filter.current();
      untracked(() => this.store.show(filter));
    });
    effect((onCleanup) => {
      const viewport = this.viewport();
      if (!viewport) return;
      const rendered = viewport.renderedRangeStream
        .pipe(auditTime(SETTLE_MS))
        .subscribe(({ start, end }) => this.store.look(start, end));
      const scrolled = viewport.scrolledIndexChange.subscribe((index) => this.store.pin(index > 0));
      onCleanup(() => {
        rendered.unsubscribe();
        scrolled.unsubscribe();
      });
    });
  }

  protected bySeq(_index: number, seq: number): number {
    return seq;
  }

  /** The day that begins with this row; null where the row above is of the same day. */
  protected dayAt(index: number): string | null {
    const entry = this.entryAt(index);
    if (!entry) return null;
    const above = this.entryAt(index - 1);
    return above && dayOf(above.createdAt) === dayOf(entry.createdAt) ? null : formatDate(entry.createdAt);
  }

  protected showNewer(): void {
    this.store.pin(false);
    scrollTo({ top: 0 });
  }

  /** What is drawn is a part of the list; on paper one wants all of it. */
  protected print(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== 'p') return;
    event.preventDefault();
    void this.router.navigate(['/statement'], { queryParamsHandling: 'preserve' });
  }

  private entryAt(index: number) {
    const seq = this.rows()[index];
    return seq === undefined ? undefined : this.store.entry(seq);
  }
}
