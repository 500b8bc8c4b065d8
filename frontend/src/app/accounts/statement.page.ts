import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { getStatement } from '../api/fn/accounts/get-statement';
import { listEntries } from '../api/fn/accounts/list-entries';
import type { Entry } from '../api/models/entry';
import { AccountsStore } from '../core/accounts.store';
import { Calls } from '../core/calls';
import { IdentityStore } from '../core/identity.store';
import { loaded } from '../core/loaded';
import { texts } from '../core/texts';
import { LoadedView } from '../ui/loaded-view';
import { formatDate, formatMinute, formatMoment } from '../ui/moments';
import { MoneyPipe } from '../ui/money.pipe';
import { formatNumber } from '../ui/numbers';
import { FilterInAddress } from './filter-in-address';
import { isSound, narrowing, type StatementFilter } from './statement-filter';

const PAGE = 100;
/** About 300 sheets; whoever needs more takes a file. */
const ROWS_MAX = 10_000;

interface Question {
  number: string;
  filter: StatementFilter;
}

/** A statement for paper: every row of the chosen account and filter, with the balances before and after. */
@Component({
  selector: 'bank-statement-page',
  imports: [LoadedView, MatButton, MatIcon, MoneyPipe, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './statement.page.html',
  styleUrl: './statement.page.scss',
})
export class StatementPage {
  private readonly calls = inject(Calls);
  private readonly filter = inject(FilterInAddress);

  protected readonly t = texts.statement;
  protected readonly columns = texts.activity.columns;
  protected readonly user = inject(IdentityStore).user;
  protected readonly account = inject(AccountsStore).active;
  protected readonly madeAt = formatMoment(new Date().toISOString());
  /** How many rows came so far. */
  private readonly count = signal(0);
  protected readonly progress = computed(() => this.t.loading(formatNumber(this.count())));
  protected readonly statement = loaded({
    params: (): Question | undefined => {
      const number = this.account()?.number;
      const filter = this.filter.current();
      return number !== undefined && isSound(filter) ? { number, filter } : undefined;
    },
    load: async ({ number, filter }, abort) => {
      const { from, to } = narrowing(filter);
      const balances = await this.calls.ask(getStatement, { number, from, to }, abort);
      return {
        ...(await this.rows({ number, filter }, abort)),
        // Before its first entry an account holds nothing.
        opening: from === undefined ? 0 : balances.openingBalance,
        closing: balances.closingBalance,
      };
    },
  });
  protected readonly narrowed = computed(() => {
    const { direction, min, max, q } = this.filter.current();
    return (direction ?? min ?? max ?? q) !== null;
  });
  protected readonly period = computed(() => {
    const { from, to } = this.filter.current();
    const day = (text: string): string => formatDate(`${text}T12:00:00`);
    return this.t.period(from === null ? null : day(from), to === null ? null : day(to));
  });

  protected day(entry: Entry): string {
    return formatDate(entry.createdAt);
  }

  protected time(entry: Entry): string {
    return formatMinute(entry.createdAt);
  }

  protected print(): void {
    globalThis.print();
  }

  /** Oldest first, as one reads paper. */
  private async rows({ number, filter }: Question, abort: AbortSignal): Promise<{ rows: Entry[]; capped: boolean }> {
    const rows: Entry[] = [];
    let before: number | undefined;
    this.count.set(0);
    do {
      const page = await this.calls.ask(listEntries, { ...narrowing(filter), number, before, limit: PAGE }, abort);
      rows.push(...page.items);
      before = page.next === null ? undefined : Number(page.next);
      this.count.set(rows.length);
    } while (before !== undefined && rows.length < ROWS_MAX);
    return { rows: rows.reverse(), capped: before !== undefined };
  }
}
