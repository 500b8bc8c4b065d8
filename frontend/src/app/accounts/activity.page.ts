import {
  CdkFixedSizeVirtualScroll,
  CdkVirtualForOf,
  CdkVirtualScrollableWindow,
  CdkVirtualScrollViewport,
} from '@angular/cdk/scrolling';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { MatFormField, MatInput, MatLabel } from '@angular/material/input';
import { MatIcon } from '@angular/material/icon';
import { RouterOutlet } from '@angular/router';
import { auditTime, switchMap } from 'rxjs';
import { Api } from '../api/api';
import { exportStatement } from '../api/fn/accounts/export-statement';
import { AccountsStore } from '../core/accounts.store';
import { explain } from '../core/explain';
import { Failure } from '../core/problem';
import { texts } from '../core/texts';
import { ToastsStore } from '../core/toasts.store';
import { Empty } from '../ui/empty';
import { Fault } from '../ui/fault';
import { formatNumber } from '../ui/numbers';
import { inRem } from '../ui/rem';
import { saveFile } from '../ui/save-file';
import { EntryRow } from './entry-row';
import { type StatementFilter, StatementStore } from './statement.store';

const ROW_REM = 4.5;
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
    Fault,
    MatButton,
    MatButtonToggle,
    MatButtonToggleGroup,
    MatFormField,
    MatIcon,
    MatInput,
    MatLabel,
    ReactiveFormsModule,
    RouterOutlet,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [StatementStore],
  templateUrl: './activity.page.html',
  styleUrl: './activity.page.scss',
})
export class ActivityPage {
  private readonly api = inject(Api);
  private readonly accounts = inject(AccountsStore);
  private readonly toasts = inject(ToastsStore);
  private readonly viewport = viewChild(CdkVirtualScrollViewport);

  protected readonly store = inject(StatementStore);
  protected readonly t = texts.activity;
  protected readonly account = this.accounts.active;
  protected readonly rowHeight = inRem(ROW_REM);
  protected readonly downloading = signal(false);
  protected readonly form = new FormGroup({
    direction: new FormControl<StatementFilter['direction']>('all', { nonNullable: true }),
    from: new FormControl('', { nonNullable: true }),
    to: new FormControl('', { nonNullable: true }),
  });
  protected readonly count = computed(() => this.t.count(formatNumber(this.store.rows().length)));
  protected readonly fault = computed(() => {
    const failure = this.store.failure();
    return failure ? explain(failure) : null;
  });
  protected readonly rangeWrong = computed(() => {
    const { from, to } = this.dates();
    return from !== null && to !== null && from >= to;
  });

  private readonly values = toSignal(this.form.valueChanges, { initialValue: this.form.getRawValue() });
  private readonly dates = computed(() => {
    const { from = '', to = '' } = this.values();
    return { from: from ? startOf(from, 0) : null, to: to ? startOf(to, 1) : null };
  });

  constructor() {
    const number = computed(() => this.account()?.number);
    effect(() => {
      const filter = { direction: this.values().direction ?? 'all', ...this.dates() };
      if (number() === undefined || this.rangeWrong()) return;
      untracked(() => void this.store.show(filter));
    });
    effect((onCleanup) => {
      const viewport = this.viewport();
      if (!viewport) return;
      const rendered = viewport.renderedRangeStream
        .pipe(
          auditTime(SETTLE_MS),
          switchMap(({ start, end }) => this.store.need(start, end)),
        )
        .subscribe();
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

  protected clear(): void {
    this.form.reset();
  }

  protected showNewer(): void {
    this.store.pin(false);
    scrollTo({ top: 0 });
  }

  protected async download(): Promise<void> {
    const number = this.account()?.number;
    if (number === undefined || this.downloading()) return;
    this.downloading.set(true);
    const { from, to } = this.dates();
    try {
      const range = { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
      saveFile(await this.api.invoke(exportStatement, { number, ...range }), `statement-${number}.csv`);
    } catch (error) {
      const detail = explain(Failure.from(error));
      this.toasts.show({ icon: 'alert', text: this.t.downloadFailed, detail, failed: true });
    } finally {
      this.downloading.set(false);
    }
  }
}

/** The first moment of a day (as a date field gives it), or of a later one, in the browser's time zone. */
function startOf(day: string, daysLater: number): string {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
}
