import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatButtonToggle, MatButtonToggleGroup } from '@angular/material/button-toggle';
import { MatFormField, MatInput, MatLabel, MatPrefix } from '@angular/material/input';
import { MatIcon } from '@angular/material/icon';
import { debounceTime } from 'rxjs';
import { AccountsStore } from '../core/accounts.store';
import { texts } from '../core/texts';
import { MoneyInput } from '../ui/money-input';
import { FilterInAddress } from './filter-in-address';
import { problemsOf, SEARCH_MAX, type StatementFilter } from './statement-filter';

const PAUSE_MS = 300;
/** What a stretch of days or amounts begins and ends with. */
const ENDS = [
  { name: 'from', kind: 'day' },
  { name: 'to', kind: 'day' },
  { name: 'min', kind: 'amount' },
  { name: 'max', kind: 'amount' },
] as const;

/** What to look for in a statement; the bank does the looking. */
@Component({
  selector: 'bank-statement-filters',
  imports: [
    MatButton,
    MatButtonToggle,
    MatButtonToggleGroup,
    MatFormField,
    MatIcon,
    MatInput,
    MatLabel,
    MatPrefix,
    MoneyInput,
    ReactiveFormsModule,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './statement-filters.html',
  styleUrl: './statement-filters.scss',
})
export class StatementFilters {
  private readonly address = inject(FilterInAddress);
  private readonly accounts = inject(AccountsStore);

  protected readonly t = texts.activity;
  protected readonly fields = ENDS;
  protected readonly searchMax = SEARCH_MAX;
  protected readonly currency = computed(() => this.accounts.active()?.currency ?? 'EUR');
  protected readonly form = new FormGroup({
    direction: new FormControl<'in' | 'out' | 'all'>('all', { nonNullable: true }),
    from: new FormControl('', { nonNullable: true }),
    to: new FormControl('', { nonNullable: true }),
    min: new FormControl<number | null>(null),
    max: new FormControl<number | null>(null),
    q: new FormControl('', { nonNullable: true }),
  });
  protected readonly filtered = computed(() => Object.values(this.address.current()).some((part) => part !== null));
  /** Whether all fields show at first: where there is room for them, or one of them has something in it. */
  protected readonly more = computed(() => {
    const { from, to, min, max } = this.address.current();
    return matchMedia('(min-width: 900px)').matches || (from ?? to ?? min ?? max) !== null;
  });
  protected readonly problems = computed(() => {
    const { from, to, max } = problemsOf(this.address.current());
    const day = (problem: 'no-day' | 'before-from' | null): string | null =>
      problem === null ? null : problem === 'no-day' ? this.t.noDay : this.t.rangeWrong;
    return { from: day(from), to: day(to), min: null, max: max === null ? null : this.t.amountsWrong };
  });

  constructor() {
    effect(() => {
      const { direction, q, from, to, ...amounts } = this.address.current();
      const value = {
        direction: direction ?? ('all' as const),
        q: q ?? '',
        from: from ?? '',
        to: to ?? '',
        ...amounts,
      };
      // What is being typed stays as it is: with a blank at its end it is the same question.
      const typed = untracked(() => this.form.getRawValue());
      if (typed.q.trim() === value.q) value.q = typed.q;
      const same = Object.entries(value).every(([field, part]) => typed[field as keyof typeof typed] === part);
      if (!same) untracked(() => this.form.setValue(value, { emitEvent: false }));
    });
    this.form.valueChanges
      .pipe(debounceTime(PAUSE_MS), takeUntilDestroyed())
      .subscribe(() => this.address.change(this.value()));
  }

  protected clear(): void {
    this.form.reset(undefined, { emitEvent: false });
    this.address.clear();
  }

  private value(): StatementFilter {
    const { direction, from, to, min, max, q } = this.form.getRawValue();
    return {
      direction: direction === 'all' ? null : direction,
      from: from || null,
      to: to || null,
      min,
      max,
      q: q.trim() || null,
    };
  }
}
