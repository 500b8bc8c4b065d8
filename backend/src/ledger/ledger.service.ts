import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { bind, type BoundStatement, run, statement } from '../platform/database/statement';
import * as sql from './ledger.sql';
import type {
  AccountId,
  Decision,
  Idempotency,
  LedgerBalance,
  PostedTransfer,
  Posting,
  PostingOutcome,
} from './posting.types';
import { decide, keyOf } from './posting-rules';
import { toPostedTransfer, type TransferRow } from './transfer-row';

/** The double-entry ledger: the only code that moves money. */
@Injectable()
export class LedgerService {
  constructor(private readonly dataSource: DataSource) {}

  /** Opens an empty account; money comes by `post`. Returns its id. */
  async openAccount(tx: EntityManager, currency: string): Promise<AccountId> {
    const rows: { id: AccountId }[] = await tx.query(
      `INSERT INTO ledger_accounts (currency, kind) VALUES ($1, 'customer') RETURNING id`,
      [currency],
    );
    return (rows[0] as { id: AccountId }).id;
  }

  /** The currency's treasury, which grants come from and which may go below zero; opened on first use. */
  async treasury(tx: EntityManager, currency: string): Promise<AccountId> {
    await tx.query(
      `INSERT INTO ledger_accounts (currency, kind) VALUES ($1, 'treasury') ON CONFLICT (currency) WHERE kind = 'treasury' DO NOTHING`,
      [currency],
    );
    const rows: { id: AccountId }[] = await tx.query(
      `SELECT id FROM ledger_accounts WHERE currency = $1 AND kind = 'treasury'`,
      [currency],
    );
    return (rows[0] as { id: AccountId }).id;
  }

  /**
   * Decides postings in their order and writes what they move, all in the caller's transaction. Every outcome is final
   * only once that transaction commits.
   *
   * @returns an outcome per posting, in the same order
   */
  async post(tx: EntityManager, postings: readonly Posting[]): Promise<PostingOutcome[]> {
    const decision = await this.decide(tx, postings);
    if (decision.moved.length > 0) await run(tx, this.writing(decision));
    return decision.outcomes;
  }

  /**
   * The first half of `post`: locks the balances, so that what is decided holds until the transaction ends. An idempotency
   * key is looked up after that and in a statement of its own: in the same one, the balance would be fresh but a key
   * committed meanwhile would not be seen.
   */
  async decide(tx: EntityManager, postings: readonly Posting[]): Promise<Decision> {
    const ids = [...new Set(postings.flatMap(({ fromId, toId }) => [fromId, toId]))];
    const keys = postings.flatMap(({ idempotency }) => idempotency ?? []);
    const [locked, earlier] = await Promise.all([
      statement<LedgerBalance>(tx, sql.LOCK_BALANCES, [ids]),
      this.findByKeys(tx, keys),
    ]);
    return decide(postings, new Map(locked.map((balance) => [balance.id, balance])), earlier);
  }

  /** The second half of `post`, for when something is posted: what writes transfers, entries and balances. */
  writing({ outcomes, moved }: Decision): BoundStatement {
    const posted = outcomes.flatMap((outcome) => (outcome.status === 'posted' ? outcome.transfer : []));
    return bind(sql.WRITE_POSTINGS, [...postingColumns(posted), ...balanceColumns(moved)]);
  }

  /** Current balances by account id; unknown ids are absent. */
  async balances(ids: readonly AccountId[]): Promise<Map<AccountId, LedgerBalance>> {
    const rows = await statement<LedgerBalance>(this.dataSource.manager, sql.READ_BALANCES, [ids]);
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async findByKeys(tx: EntityManager, keys: Idempotency[]): Promise<Map<string, PostedTransfer>> {
    if (keys.length === 0) return new Map();
    const columns = [keys.map(({ initiatedBy }) => initiatedBy), keys.map(({ key }) => key)];
    const transfers = (await statement<TransferRow>(tx, sql.FIND_KEYS, columns)).map(toPostedTransfer);
    return new Map(
      transfers.map((transfer) => [transfer.idempotency ? keyOf(transfer.idempotency) : transfer.transferId, transfer]),
    );
  }
}

/** Arguments 1-15 of WRITE_POSTINGS. */
function postingColumns(posted: readonly PostedTransfer[]): unknown[] {
  return [
    posted.map(({ transferId }) => transferId),
    posted.map(({ kind }) => kind),
    posted.map(({ fromId }) => fromId),
    posted.map(({ fromSeq }) => fromSeq),
    posted.map(({ fromBalanceAfter }) => fromBalanceAfter),
    posted.map(({ toId }) => toId),
    posted.map(({ toSeq }) => toSeq),
    posted.map(({ toBalanceAfter }) => toBalanceAfter),
    posted.map(({ amount }) => amount),
    posted.map(({ currency }) => currency),
    posted.map(({ memo }) => memo),
    posted.map(({ idempotency }) => idempotency?.initiatedBy ?? null),
    posted.map(({ idempotency }) => idempotency?.key ?? null),
    posted.map(({ idempotency }) => idempotency?.requestHash ?? null),
    posted.map(({ createdAt }) => createdAt.getTime()),
  ];
}

/** Arguments 16-18 of WRITE_POSTINGS. */
function balanceColumns(moved: readonly LedgerBalance[]): unknown[] {
  return [moved.map(({ id }) => id), moved.map(({ balance }) => balance), moved.map(({ seq }) => seq)];
}
