import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { bind, statement, type UnitOfWork } from '../platform/database/unit-of-work';
import { LedgerAccount } from './ledger-account.entity';
import { decide, keyOf } from './posting-rules';
import * as sql from './posting.sql';
import type { AccountId, LedgerBalance, PostedTransfer, Posting, PostingOutcome } from './posting.types';

/** The double-entry ledger: the only code that moves money. */
@Injectable()
export class LedgerService {
  constructor(private readonly dataSource: DataSource) {}

  /** Opens an empty account; money comes by `post`. Returns its id. */
  async openAccount(tx: UnitOfWork, currency: string): Promise<AccountId> {
    const account = tx.manager.create(LedgerAccount, { currency, kind: 'customer' });
    await tx.manager.insert(LedgerAccount, account);
    return account.id;
  }

  /** The currency's treasury, which grants come from and which may go below zero; opened on first use. */
  async treasury(tx: UnitOfWork, currency: string): Promise<AccountId> {
    const treasury = { currency, kind: 'treasury' } as const;
    await tx.manager.createQueryBuilder().insert().into(LedgerAccount).values(treasury).orIgnore().execute();
    return (await tx.manager.findOneByOrFail(LedgerAccount, treasury)).id;
  }

  /**
   * Decides postings in their order and writes what they move, all in the caller's transaction. The balances are locked
   * until it ends. An idempotency key is looked up after that and in a statement of its own: in the same one, the balance
   * would be fresh but a key committed meanwhile would not be seen.
   *
   * @returns an outcome per posting, in the same order; final only once the transaction commits
   */
  async post(tx: UnitOfWork, postings: readonly Posting[]): Promise<PostingOutcome[]> {
    const ids = [...new Set(postings.flatMap(({ fromId, toId }) => [fromId, toId]))];
    const keys = postings.flatMap(({ idempotency }) => idempotency ?? []);
    const [locked, earlier] = await tx.pipeline<[LedgerBalance[], PostedTransfer[]]>(
      bind(sql.LOCK_BALANCES, [ids]),
      bind(sql.FIND_KEYS, [keys.map(({ initiatedBy }) => initiatedBy), keys.map(({ key }) => key)]),
    );
    const { outcomes, moved } = decide(postings, balancesById(locked), transfersByKey(earlier));
    const posted = outcomes.flatMap((outcome) => (outcome.status === 'posted' ? outcome.transfer : []));
    if (posted.length > 0) tx.write(sql.WRITE_POSTINGS, [...postingColumns(posted), ...balanceColumns(moved)]);
    return outcomes;
  }

  /** Current balances by account id; unknown ids are absent. */
  async balances(ids: readonly AccountId[]): Promise<Map<AccountId, LedgerBalance>> {
    const rows = await statement<LedgerBalance>(this.dataSource, sql.READ_BALANCES, [ids]);
    return balancesById(rows);
  }
}

function balancesById(rows: readonly LedgerBalance[]): Map<AccountId, LedgerBalance> {
  return new Map(rows.map((row) => [row.id, row]));
}

function transfersByKey(transfers: readonly PostedTransfer[]): Map<string, PostedTransfer> {
  return new Map(
    transfers.flatMap((transfer) => (transfer.idempotency ? [[keyOf(transfer.idempotency), transfer] as const] : [])),
  );
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
