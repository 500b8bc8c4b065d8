import { Injectable } from '@nestjs/common';
import { type OwnedAccount, toParty } from '../accounts/accounts.types';
import { LedgerService } from '../ledger/ledger.service';
import { type Minor, negate } from '../ledger/money';
import type { PostedTransfer, Posting, PostingOutcome } from '../ledger/posting.types';
import { NotificationsService } from '../notifications/notifications.service';
import type { NotificationDraft } from '../notifications/notifications.types';
import { CommitUnknownError, UnitsOfWork } from '../platform/database/unit-of-work';
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
    private readonly unitsOfWork: UnitsOfWork,
    private readonly ledger: LedgerService,
    private readonly notifications: NotificationsService,
  ) {}

  /**
   * @returns an outcome per order, in the same order, once it is durable
   * @throws DomainError `outcome_unknown` when the connection was lost after COMMIT was sent; any other error means that
   *   nothing was posted
   */
  async post(orders: readonly PaymentOrder[]): Promise<PostingOutcome[]> {
    try {
      return await this.unitsOfWork.run(async (tx) => {
        const outcomes = await this.ledger.post(
          tx,
          orders.map(({ posting }) => posting),
        );
        this.notifications.record(
          tx,
          orders.flatMap((order, i) => noticesOf(order, outcomes[i])),
        );
        return outcomes;
      });
    } catch (error) {
      throw error instanceof CommitUnknownError ? outcomeUnknown(error) : error;
    }
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
