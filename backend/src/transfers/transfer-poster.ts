import { Injectable } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { type OwnedAccount, toParty } from '../accounts/accounts.types';
import { LedgerService } from '../ledger/ledger.service';
import { type Minor, negate } from '../ledger/money';
import type { PostedTransfer, Posting, PostingOutcome } from '../ledger/posting.types';
import { NotificationsService } from '../notifications/notifications.service';
import type { NotificationDraft } from '../notifications/notifications.types';
import { sqlState } from '../platform/database/sql-state';
import { DomainError } from '../platform/http/domain-error';

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
   * @returns an outcome per order, in the same order
   * @throws DomainError `outcome_unknown` when the connection was lost after COMMIT was sent; any other error means that
   *   nothing was posted
   */
  async post(orders: readonly PaymentOrder[]): Promise<PostingOutcome[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      const outcomes = await this.ledger.post(
        runner.manager,
        orders.map(({ posting }) => posting),
      );
      const drafts = orders.flatMap((order, i) => noticesOf(order, outcomes[i]));
      if (drafts.length === 0) {
        await runner.rollbackTransaction();
        return outcomes;
      }
      const recorded = await this.notifications.record(runner.manager, drafts);
      await commit(runner);
      this.notifications.publish(recorded);
      return outcomes;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

/** An error that carries a SQLSTATE is the server's word that it did not commit; any other one leaves it open. */
async function commit(runner: QueryRunner): Promise<void> {
  try {
    await runner.commitTransaction();
  } catch (error) {
    if (sqlState(error) !== undefined) throw error;
    throw new DomainError(
      'outcome_unknown',
      'The connection was lost while the transfer was made final. Repeat the request with the same Idempotency-Key to learn the outcome.',
      { retryAfterSeconds: 1, cause: error },
    );
  }
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
