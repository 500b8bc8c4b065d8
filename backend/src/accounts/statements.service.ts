import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type LedgerEntry, LedgerHistoryService } from '../ledger/ledger-history.service';
import { DomainError } from '../platform/errors/domain-error';
import type { DailyBalancesDto } from './account.dto';
import { AccountsService } from './accounts.service';
import { type OwnedAccount, toParty } from './accounts.types';
import type { DateRangeQuery, EntriesQuery, EntryDto, EntryPageDto } from './entry.dto';
import { statementHeader, statementLines } from './statement-csv';

const EXPORT_PAGE = 1_000;
const DAY_MS = 86_400_000;

/** What an account's entries tell: statement pages, daily balances, export. */
@Injectable()
export class StatementsService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly history: LedgerHistoryService,
  ) {}

  async entries(userId: string, number: string, { limit, before, after }: EntriesQuery): Promise<EntryPageDto> {
    if (before !== undefined && after !== undefined)
      throw DomainError.invalid('after', 'cannot be given together with before');
    const account = await this.accounts.own(userId, number);
    const found =
      after === undefined
        ? await this.history.entriesBefore(account.id, before ?? Number.MAX_SAFE_INTEGER, limit + 1)
        : await this.history.entriesAfter(account.id, after, limit + 1);
    const page = found.slice(0, limit);
    const next = found.length > limit ? String(page.at(-1)?.seq) : null;
    return { items: await this.describe(account, page), next };
  }

  /** One closing balance per UTC day, oldest first, today included. */
  async dailyBalances(userId: string, number: string, days: number): Promise<DailyBalancesDto> {
    const account = await this.accounts.own(userId, number);
    const today = Math.floor(Date.now() / DAY_MS);
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

  /** Streams the statement as CSV, oldest first, by short queries: a snapshot held open would slow hot accounts down. */
  async exportCsv(userId: string, number: string, { from, to }: DateRangeQuery, reply: FastifyReply): Promise<void> {
    const account = await this.accounts.own(userId, number);
    const range = {
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
    await reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="statement-${account.number}.csv"`)
      .send(Readable.from(this.csvPages(account, range)));
  }

  private async *csvPages(
    account: OwnedAccount,
    range: { from?: Date | undefined; to?: Date | undefined },
  ): AsyncGenerator<string> {
    yield statementHeader();
    let seq = range.from ? await this.history.seqAt(account.id, range.from) : 0;
    const last = range.to ? await this.history.seqAt(account.id, range.to) : Number.MAX_SAFE_INTEGER;
    while (seq < last) {
      const entries = await this.history.entriesAfter(account.id, seq, EXPORT_PAGE);
      const wanted = entries.filter((entry) => entry.seq <= last);
      if (wanted.length > 0) yield statementLines(await this.describe(account, wanted));
      if (entries.length < EXPORT_PAGE) return;
      seq = entries.at(-1)?.seq ?? last;
    }
  }

  private async describe({ currency }: OwnedAccount, entries: LedgerEntry[]): Promise<EntryDto[]> {
    const parties = await this.accounts.parties(entries.map(({ counterpartyId }) => counterpartyId));
    return entries.map(({ counterpartyId, ...entry }) => {
      const counterparty = parties.get(counterpartyId);
      if (!counterparty) throw new Error(`Ledger account ${String(counterpartyId)} has no holder`);
      return { ...entry, currency, counterparty: toParty(counterparty) };
    });
  }
}
