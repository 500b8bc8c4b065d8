import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type OwnedAccount, toParty } from '../accounts/accounts.types';
import { LedgerService } from '../ledger/ledger.service';
import { type Minor, negate } from '../ledger/money';
import type { PostedTransfer, Posting, PostingOutcome } from '../ledger/posting.types';
import { NotificationsService } from '../notifications/notifications.service';
import type { NotificationDraft } from '../notifications/notifications.types';
import { begin, CommitUnknownError, commitWith, rollback } from '../platform/database/transaction';
import { DomainError } from '../platform/errors/domain-error';

/** A posting with the customers it concerns. */
export interface PaymentOrder {
  posting: Posting;
  from: OwnedAccount;
  to: OwnedAccount;
}

/** Posts orders in ONE transaction: ledger, inbox and outbox together, or nothing of them. */
@Injectable()
export class TransferPoster {
  constructor(
    private readonly dataSource: DataSource,
    private readonly ledger: LedgerService,
    private readonly notifications: NotificationsService,
  ) {}

  /**
   * Posts the orders and, once that is durable, announces them.
   *
   * @param onWriting called when the database has all of it and only its confirmation is awaited; not when there is
   *   nothing to write
   * @returns an outcome per order, in the same order
   * @throws DomainError `outcome_unknown` when the connection was lost after COMMIT was sent; any other error means that
   *   nothing was posted
   */
  async post(orders: readonly PaymentOrder[], onWriting: () => void): Promise<PostingOutcome[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.connect();
      return await this.transact(runner.manager, orders, onWriting);
    } catch (error) {
      await rollback(runner.manager);
      throw error instanceof CommitUnknownError ? outcomeUnknown(error) : error;
    } finally {
      await runner.release();
    }
  }

  /** Two round trips: begin and decide, write and commit. */
  private async transact(
    tx: EntityManager,
    orders: readonly PaymentOrder[],
    onWriting: () => void,
  ): Promise<PostingOutcome[]> {
    const postings = orders.map(({ posting }) => posting);
    const [, decision] = await Promise.all([begin(tx), this.ledger.decide(tx, postings)]);
    const { outcomes } = decision;
    const drafts = orders.flatMap((order, i) => noticesOf(order, outcomes[i]));
    if (drafts.length === 0) {
      await rollback(tx);
      return outcomes;
    }
    const recording = this.notifications.recording(drafts);
    const committed = commitWith<{ id: number }>(tx, [this.ledger.writing(decision), recording.writing]);
    onWriting();
    const [, rows = []] = await committed;
    // In a moment: whoever waits to post the next batch comes first.
    setImmediate(() => {
      this.notifications.publish(recording.recorded(rows));
    });
    return outcomes;
  }
}

function outcomeUnknown(cause: CommitUnknownError): DomainError {
  return new DomainError(
    'outcome_unknown',
    'The connection was lost while the transfer was made final. Repeat the request with the same Idempotency-Key to learn the outcome.',
    { retryAfterSeconds: 1, cause },
  );
}

/** One notice for each customer whose account moved: the payer's is born read. */
function noticesOf({ from, to }: PaymentOrder, outcome: PostingOutcome | undefined): NotificationDraft[] {
  if (outcome?.status !== 'posted') return [];
  const { transfer } = outcome;
  const { createdAt, fromSeq, fromBalanceAfter, toSeq, toBalanceAfter, amount } = transfer;
  const drafts: NotificationDraft[] = [];
  if (from.holderId !== null) {
    const data = movement(transfer, from, to, fromSeq, negate(amount), fromBalanceAfter);
    drafts.push({ userId: from.holderId, kind: 'transfer.sent', createdAt, readAt: createdAt, data });
  }
  if (to.holderId !== null) {
    const data = movement(transfer, to, from, toSeq, amount, toBalanceAfter);
    drafts.push({ userId: to.holderId, kind: 'transfer.received', createdAt, readAt: null, data });
  }
  return drafts;
}

function movement(
  { transferId, currency, memo }: PostedTransfer,
  own: OwnedAccount,
  other: OwnedAccount,
  seq: number,
  amount: Minor,
  balanceAfter: Minor,
): NotificationDraft['data'] {
  return {
    transferId,
    accountNumber: own.number,
    seq,
    amount,
    currency,
    balanceAfter,
    counterparty: toParty(other),
    memo,
  };
}
