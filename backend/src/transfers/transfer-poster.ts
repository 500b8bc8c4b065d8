import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type OwnedAccount, toParty } from '../accounts/accounts.types';
import { LedgerService } from '../ledger/ledger.service';
import { type Minor, negate } from '../ledger/money';
import type { PostedTransfer, Posting, PostingOutcome } from '../ledger/posting.types';
import { NotificationsService } from '../notifications/notifications.service';
import type { NotificationDraft } from '../notifications/notifications.types';
import { sqlState } from '../platform/database/sql-state';
import { statement } from '../platform/database/statement';
import { BEGIN, COMMIT, ROLLBACK } from '../platform/database/transaction';
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
      await runner.connect();
      return await this.transact(runner.manager, orders);
    } catch (error) {
      await rollback(runner.manager);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Three round trips: begin and decide, write, commit. Nothing is committed before all of it is known to be written. */
  private async transact(tx: EntityManager, orders: readonly PaymentOrder[]): Promise<PostingOutcome[]> {
    const postings = orders.map(({ posting }) => posting);
    const [, decision] = await Promise.all([statement(tx, BEGIN, []), this.ledger.decide(tx, postings)]);
    const { outcomes } = decision;
    const drafts = orders.flatMap((order, i) => noticesOf(order, outcomes[i]));
    if (drafts.length === 0) {
      await rollback(tx);
      return outcomes;
    }
    const [, recorded] = await Promise.all([this.ledger.write(tx, decision), this.notifications.record(tx, drafts)]);
    await commit(tx);
    this.notifications.publish(recorded);
    return outcomes;
  }
}

/** A connection that cannot even do this is lost, and the transaction with it. */
async function rollback(tx: EntityManager): Promise<void> {
  await statement(tx, ROLLBACK, []).catch(() => undefined);
}

/** Bad data, a violated rule, an invalid or conflicting transaction: the server's word that it did not commit. */
const NOT_COMMITTED = /^(22|23|25|40|P0)/;

/** Any other failure leaves it open: a server told to stop may say so after the commit and before its confirmation. */
async function commit(tx: EntityManager): Promise<void> {
  try {
    await statement(tx, COMMIT, []);
  } catch (error) {
    if (NOT_COMMITTED.test(sqlState(error) ?? '')) throw error;
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
