import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { statement } from '../../platform/database/unit-of-work';
import type { AccountId } from '../posting.types';
import type { CurrencyProofDto, LedgerIntegrityDto } from './integrity.dto';
import * as sql from './integrity.sql';

const CACHE_MS = 10_000;
/** Accounts looked at by one statement. */
const PAGE_ACCOUNTS = 5_000;
/** Entries of one account read by one statement: keeps each short beside a running bank. */
const SLICE_ENTRIES = 20_000;
/** Entries read by one statement over all its accounts, about. */
const CHUNK_ENTRIES = 50_000;
/** Accounts whose proven state is remembered; further ones are proven from their first entry each time. */
const REMEMBERED_ACCOUNTS = 250_000;

/** Up to where an account is proven: entries never change, so the next proof goes on from here. */
interface Proven {
  seq: number;
  balance: number;
}

/** What proofs of one ledger leave for the next ones. */
class ProofMemory {
  latest: LedgerIntegrityDto | undefined;
  running: Promise<LedgerIntegrityDto> | undefined;
  private readonly proven = new Map<AccountId, Proven>();

  startOf(id: AccountId): Proven {
    return this.proven.get(id) ?? { seq: 0, balance: 0 };
  }

  remember(id: AccountId, proven: Proven): void {
    if (this.proven.size < REMEMBERED_ACCOUNTS || this.proven.has(id)) this.proven.set(id, proven);
  }
}

/** How far a proof has come: within its accounts so far, and what those before it have proven. */
class Course {
  private readonly reached = new Map<AccountId, Proven>();

  constructor(readonly memory: ProofMemory) {}

  startOf(id: AccountId): Proven {
    return this.reached.get(id) ?? this.memory.startOf(id);
  }

  reach(id: AccountId, proven: Proven): void {
    this.reached.set(id, proven);
  }
}

interface AccountRow {
  id: AccountId;
  seq: number;
  balance: number;
}

interface SliceRow extends AccountRow {
  entries: number;
  last_seq: number | null;
  last_balance: number | null;
  chained: boolean | null;
}

interface Finding {
  entries: number;
  disagreeing: number;
}

/**
 * Proves that the ledger adds up: one proof at a time on a pod, kept for ten seconds. Each account's entries are followed
 * from its first to its last, in short statements with a snapshot of their own; what a proof has followed once, the next
 * one does not follow again.
 */
@Injectable()
export class IntegrityService {
  private memory = new ProofMemory();

  constructor(private readonly dataSource: DataSource) {}

  /**
   * The latest proof when younger than ten seconds, else a new one; callers at the same time share it.
   *
   * @param after a proof of this moment or before is too old as well
   */
  proof(after = new Date(0)): Promise<LedgerIntegrityDto> {
    const { memory } = this;
    const { latest } = memory;
    const tooOldMs = Math.max(after.getTime(), Date.now() - CACHE_MS);
    if (latest && latest.checkedAt.getTime() > tooOldMs) return Promise.resolve(latest);
    memory.running ??= this.prove(memory).finally(() => (memory.running = undefined));
    return memory.running;
  }

  /** Drops what is remembered; for a ledger that was reset. A proof under way is begun anew. */
  forget(): void {
    this.memory = new ProofMemory();
  }

  private async prove(memory: ProofMemory): Promise<LedgerIntegrityDto> {
    const started = performance.now();
    const currencies = await this.sums();
    const total: Finding = { entries: 0, disagreeing: 0 };
    let page = await this.page(0);
    for (let last = page.at(-1); last; last = page.at(-1)) {
      const finding = await this.follow(page, memory);
      total.entries += finding.entries;
      total.disagreeing += finding.disagreeing;
      page = await this.page(last.id);
    }
    memory.latest = {
      holds: total.disagreeing === 0 && currencies.every(({ sumOfBalances }) => sumOfBalances === 0),
      currencies,
      disagreeingAccounts: total.disagreeing,
      entriesChecked: total.entries,
      checkedAt: new Date(),
      durationMs: Math.round(performance.now() - started),
    };
    // Of a ledger that was reset meanwhile it tells neither what was nor what is.
    return memory === this.memory ? memory.latest : this.proof();
  }

  /** One statement, one snapshot: a transfer in between is seen whole or not at all. */
  private async sums(): Promise<CurrencyProofDto[]> {
    const rows = await statement<{ currency: string; total: string; accounts: number }>(this.dataSource, sql.SUMS, []);
    return rows.map(({ currency, total, accounts }) => ({ currency, sumOfBalances: Number(total), accounts }));
  }

  private page(afterId: AccountId): Promise<AccountRow[]> {
    return statement<AccountRow>(this.dataSource, sql.ACCOUNTS_PAGE, [afterId, PAGE_ACCOUNTS]);
  }

  private async follow(page: AccountRow[], memory: ProofMemory): Promise<Finding> {
    const finding: Finding = { entries: 0, disagreeing: 0 };
    let pending = page.filter((account) => {
      const before = memory.startOf(account.id);
      const agrees = before.seq === account.seq && before.balance === account.balance;
      if (agrees) finding.entries += account.seq;
      return !agrees;
    });
    const course = new Course(memory);
    while (pending.length > 0) {
      const chunk = takeChunk(pending, course);
      const unfinished = await this.followSlices(chunk, course, finding);
      pending = [...unfinished, ...pending.slice(chunk.length)];
    }
    return finding;
  }

  /** Follows the next slice of each account; returns those with more entries to go. */
  private async followSlices(chunk: AccountRow[], course: Course, finding: Finding): Promise<AccountRow[]> {
    const starts = chunk.map(({ id }) => course.startOf(id));
    const values = [
      chunk.map(({ id }) => id),
      starts.map(({ seq }) => seq),
      starts.map(({ balance }) => balance),
      SLICE_ENTRIES,
    ];
    const unfinished: AccountRow[] = [];
    for (const row of await statement<SliceRow>(this.dataSource, sql.FOLLOW_SLICES, values)) {
      const start = course.startOf(row.id);
      const end = { seq: row.last_seq ?? start.seq, balance: row.last_balance ?? start.balance };
      const gapless = end.seq - start.seq === row.entries && row.chained !== false;
      if (gapless && row.seq > end.seq && row.entries === SLICE_ENTRIES) {
        course.reach(row.id, end);
        unfinished.push(row);
      } else if (gapless && row.seq === end.seq && row.balance === end.balance) {
        finding.entries += end.seq;
        course.memory.remember(row.id, end);
      } else {
        finding.disagreeing += 1;
      }
    }
    return unfinished;
  }
}

/** The accounts that one statement follows. */
function takeChunk(pending: AccountRow[], course: Course): AccountRow[] {
  let entries = 0;
  const end = pending.findIndex(({ id, seq }) => {
    entries += Math.min(SLICE_ENTRIES, seq - course.startOf(id).seq);
    return entries > CHUNK_ENTRIES;
  });
  return end === -1 ? pending : pending.slice(0, Math.max(1, end));
}
