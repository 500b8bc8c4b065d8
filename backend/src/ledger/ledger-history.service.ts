import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { statement } from '../platform/database/unit-of-work';
import { firstIdAt } from '../platform/database/uuid';
import * as sql from './history.sql';
import type { Minor } from './money';
import { FIND_KEYS } from './posting.sql';
import type { AccountId, PostedTransfer } from './posting.types';

/** One entry with what its transfer says of it. */
export interface LedgerEntry {
  seq: number;
  transferId: string;
  amount: Minor;
  balanceAfter: Minor;
  createdAt: Date;
  memo: string | null;
  counterpartyId: AccountId;
}

/** One side of a transfer in the ledger. */
export interface TransferEntry {
  accountId: AccountId;
  seq: number;
  /** Signed. */
  amount: Minor;
}

/** Entries of an account by their seqs, which have no gaps: the width of a span bounds what is read for it. */
export interface EntrySpan {
  /** Exclusive. */
  above: number;
  /** Exclusive. */
  below: number;
  newestFirst: boolean;
  limit: number;
}

/** What to leave out of a span. */
export interface EntryFilter {
  direction?: 'out' | 'in' | undefined;
  /** Smallest amount, without its sign. */
  min?: number | undefined;
  /** Largest amount, without its sign. */
  max?: number | undefined;
}

interface Party {
  direction: 'out' | 'in';
  accountId: AccountId;
}

export interface TransferFilter {
  /** Only older ones than this transfer. */
  cursor?: string | undefined;
  direction?: 'out' | 'in' | undefined;
  /** Inclusive. */
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
  limit: number;
}

const HIGHEST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** Reads what the ledger has recorded. Every list is a keyset page. */
@Injectable()
export class LedgerHistoryService {
  constructor(private readonly dataSource: DataSource) {}

  /** The entries of a span, in its order. */
  entries(accountId: AccountId, span: EntrySpan, filter: EntryFilter = {}): Promise<LedgerEntry[]> {
    const order = span.newestFirst ? sql.ENTRIES_NEWEST_FIRST : sql.ENTRIES_OLDEST_FIRST;
    const { direction = null, min = null, max = null } = filter;
    const values = [accountId, span.above, span.below, direction, min, max, span.limit];
    return statement<LedgerEntry>(this.dataSource, order, values);
  }

  /** The balance an account had just before each moment. */
  async balancesAt(accountId: AccountId, moments: readonly Date[]): Promise<Minor[]> {
    const ids = moments.map((moment) => firstIdAt(moment));
    const rows = await statement<{ balance: Minor }>(this.dataSource, sql.BALANCES_AT, [accountId, ids]);
    return rows.map(({ balance }) => balance);
  }

  /** Seq of the account's last entry before a moment; 0 when there is none. */
  async seqAt(accountId: AccountId, moment: Date): Promise<number> {
    const rows = await statement<{ seq: number }>(this.dataSource, sql.SEQ_AT, [accountId, firstIdAt(moment)]);
    return rows[0]?.seq ?? 0;
  }

  async transfer(id: string): Promise<PostedTransfer | null> {
    const [found] = await statement<PostedTransfer>(this.dataSource, sql.FIND_TRANSFER, [id]);
    return found ?? null;
  }

  /** The two entries that a transfer made, the payer's first. */
  entriesOf(transferId: string): Promise<TransferEntry[]> {
    return statement<TransferEntry>(this.dataSource, sql.ENTRIES_OF_TRANSFER, [transferId]);
  }

  /** What a user paid with an idempotency key. */
  async withKey(initiatedBy: string, key: string): Promise<PostedTransfer | null> {
    const [found] = await statement<PostedTransfer>(this.dataSource, FIND_KEYS, [[initiatedBy], [key]]);
    return found ?? null;
  }

  /** Transfers from or to any of the accounts, newest first. */
  transfers(accountIds: readonly AccountId[], filter: TransferFilter): Promise<PostedTransfer[]> {
    const until = filter.to ? firstIdAt(filter.to) : HIGHEST_ID;
    const below = filter.cursor !== undefined && filter.cursor < until ? filter.cursor : until;
    const since = filter.from ? firstIdAt(filter.from) : LOWEST_ID;
    const values = [accountIds, below, since, filter.limit, filter.direction ?? null];
    return statement<PostedTransfer>(this.dataSource, sql.LIST_TRANSFERS, values);
  }

  /** Whom the accounts paid and were paid by, in the latest `depth` transfers of each account and side. */
  async payeesAndPayers(
    accountIds: readonly AccountId[],
    depth: number,
  ): Promise<{ payees: AccountId[]; payers: AccountId[] }> {
    const values = [accountIds, depth];
    const rows = await statement<Party>(this.dataSource, sql.LATEST_PAYEES_AND_PAYERS, values);
    const side = (wanted: Party['direction']): AccountId[] =>
      rows.filter(({ direction }) => direction === wanted).map(({ accountId }) => accountId);
    return { payees: side('out'), payers: side('in') };
  }
}
