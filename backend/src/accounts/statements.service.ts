import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { type EntrySpan, type LedgerEntry, LedgerHistoryService } from '../ledger/ledger-history.service';
import { LedgerService } from '../ledger/ledger.service';
import { fold } from '../platform/http/text.validators';
import { Clock } from '../platform/lifecycle/clock';
import { type DailyBalancesDto, toParty } from './account.dto';
import { AccountsService } from './accounts.service';
import type { OwnedAccount } from './accounts.types';
import type { DateRangeQuery, EntriesQuery, EntryDto, EntryPageDto, ExportQuery, StatementDto } from './entry.dto';
import { StatementCsv } from './statement-csv';

const EXPORT_PAGE = 1_000;
const DAY_MS = 86_400_000;
/** Later than anything that was posted. */
const LAST_MOMENT = new Date(8.64e15);
/** Entries that one statement looks at in search of those that fit; of a text they are all read. */
const LOOKED_AT = 10_000;
const LOOKED_AT_FOR_TEXT = 1_000;
/** Such statements of one call. */
const LOOKS = 10;

/** What an account's entries tell: statement pages, daily balances, export. */
@Injectable()
export class StatementsService {
  constructor(
    private readonly clock: Clock,
    private readonly accounts: AccountsService,
    private readonly ledger: LedgerService,
    private readonly history: LedgerHistoryService,
  ) {}

  /**
   * A page of the statement. Where it is narrowed down by more than time, a bounded number of entries is looked at: a page
   * with fewer items than asked for may have a next one.
   */
  async entries(userId: string, number: string, query: EntriesQuery): Promise<EntryPageDto> {
    const account = await this.accounts.own(userId, number);
    const newestFirst = query.after === undefined;
    const width = narrows(query) ? (query.q === undefined ? LOOKED_AT : LOOKED_AT_FOR_TEXT) : Infinity;
    const found: EntryDto[] = [];
    let rest = await this.stretchOf(account, query);
    for (let looks = 0; looks < LOOKS && !isEmpty(rest) && found.length <= query.limit; looks++) {
      const step = split(rest, width, newestFirst);
      found.push(...(await this.fitting(account, { ...step.next, newestFirst, limit: query.limit + 1 }, query)));
      rest = step.rest;
    }
    const items = found.slice(0, query.limit);
    if (found.length > query.limit) return { items, next: String(items.at(-1)?.seq) };
    return { items, next: isEmpty(rest) ? null : String(newestFirst ? rest.below : rest.above) };
  }

  /** What the account held at both ends of a range of time, and how many entries lie between. */
  async statement(userId: string, number: string, { from, to }: DateRangeQuery): Promise<StatementDto> {
    const account = await this.accounts.own(userId, number);
    const [begin, end] = [from ?? account.openedAt, to ?? LAST_MOMENT];
    const [opening = 0, closing = 0] = await this.history.balancesAt(account.id, [begin, end]);
    const [first, last] = [await this.seqAt(account, begin), await this.seqAt(account, end)];
    return {
      accountNumber: account.number,
      currency: account.currency,
      from: begin,
      to: to ?? this.clock.now(),
      openingBalance: opening,
      closingBalance: closing,
      entries: Math.max(0, last - first),
    };
  }

  /** One closing balance per UTC day, oldest first, today included. */
  async dailyBalances(userId: string, number: string, days: number): Promise<DailyBalancesDto> {
    const account = await this.accounts.own(userId, number);
    const today = Math.floor(this.clock.now().getTime() / DAY_MS);
    const dayNumbers = Array.from({ length: days }, (_, i) => today - days + 1 + i);
    const balances = await this.history.balancesAt(
      account.id,
      dayNumbers.map((day) => new Date((day + 1) * DAY_MS)),
    );
    return {
      items: dayNumbers.map((day, i) => ({
        day: new Date(day * DAY_MS).toISOString().slice(0, 10),
        balance: balances[i] ?? 0,
      })),
    };
  }

  /** The statement as CSV, oldest first, by short queries: a snapshot held open would slow hot accounts down. */
  async exportCsv(userId: string, number: string, query: ExportQuery): Promise<StreamableFile> {
    const account = await this.accounts.own(userId, number);
    const stretch = await this.stretchOf(account, query);
    const csv = new StatementCsv(account.currency, query);
    return new StreamableFile(Readable.from(this.csvPages(account, stretch, csv)), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="statement-${account.number}.csv"`,
    });
  }

  private async *csvPages(account: OwnedAccount, { above, below }: Stretch, csv: StatementCsv): AsyncGenerator<string> {
    yield csv.header();
    while (above + 1 < below) {
      const span = { above, below, newestFirst: false, limit: EXPORT_PAGE };
      const entries = await this.history.entries(account.id, span);
      if (entries.length > 0) yield csv.lines(await this.describe(account, entries));
      if (entries.length < EXPORT_PAGE) return;
      above = entries.at(-1)?.seq ?? below;
    }
  }

  /** The seqs that a query can find anything at. */
  private async stretchOf(account: OwnedAccount, query: DateRangeQuery | EntriesQuery): Promise<Stretch> {
    const { before, after, from, to } = query as EntriesQuery;
    const above = [after ?? 0];
    const below = [before ?? Number.MAX_SAFE_INTEGER];
    if (from) above.push(await this.seqAt(account, from));
    if (to) below.push((await this.seqAt(account, to)) + 1);
    if (narrows(query as EntriesQuery)) {
      const balances = await this.ledger.balances([account.id]);
      below.push((balances.get(account.id)?.seq ?? 0) + 1);
    }
    return { above: Math.max(...above), below: Math.min(...below) };
  }

  private seqAt(account: OwnedAccount, moment: Date): Promise<number> {
    return this.history.seqAt(account.id, moment);
  }

  private async fitting(account: OwnedAccount, span: EntrySpan, query: EntriesQuery): Promise<EntryDto[]> {
    if (query.q === undefined) return this.describe(account, await this.history.entries(account.id, span, query));
    const looked = await this.history.entries(account.id, { ...span, limit: LOOKED_AT_FOR_TEXT }, query);
    return (await this.describe(account, looked)).filter(mentions(query.q));
  }

  private async describe({ currency }: OwnedAccount, entries: LedgerEntry[]): Promise<EntryDto[]> {
    const parties = await this.accounts.parties(entries.map(({ counterpartyId }) => counterpartyId));
    return entries.map(({ counterpartyId, ...entry }) => {
      const counterparty = parties.get(counterpartyId);
      if (!counterparty) throw new Error(`Ledger account ${String(counterpartyId)} has no holder`);
      return { currency, counterparty: toParty(counterparty), ...entry };
    });
  }
}

/** A stretch of seqs, both ends exclusive. */
export interface Stretch {
  above: number;
  below: number;
}

export function isEmpty({ above, below }: Stretch): boolean {
  return above + 1 >= below;
}

/** Splits what is looked at next off a stretch: so many seqs from its newest end, or from its oldest. */
export function split(stretch: Stretch, width: number, newestFirst: boolean): { next: Stretch; rest: Stretch } {
  const { above, below } = stretch;
  if (newestFirst) {
    const edge = Math.max(above, below - 1 - width);
    return { next: { above: edge, below }, rest: { above, below: edge + 1 } };
  }
  const edge = Math.min(below, above + 1 + width);
  return { next: { above, below: edge }, rest: { above: edge - 1, below } };
}

/** Whether entries have to be looked at one by one, since no index says which of them fit. */
function narrows({ direction, min, max, q }: EntriesQuery): boolean {
  return [direction, min, max, q].some((value) => value !== undefined);
}

/** Tests entries for a text in the memo, or in the counterparty's name, alias or number. */
export function mentions(text: string): (entry: EntryDto) => boolean {
  const wanted = fold(text.trim());
  return ({ memo, counterparty: { holderName, alias, accountNumber } }) =>
    [memo, holderName, alias, accountNumber].some((each) => each !== null && fold(each).includes(wanted));
}
