import { type OwnedAccount, toParty } from '../accounts/accounts.types';
import { type Minor, negate } from '../ledger/money';
import type { PostedTransfer, PostingOutcome } from '../ledger/posting.types';
import type { NotificationDraft } from '../notifications/notifications.types';
import type { PaymentOrder } from './transfers.types';

/** What to tell the customers whose accounts moved: the payer's is born read. */
export function transferNotifications(
  orders: readonly PaymentOrder[],
  outcomes: readonly PostingOutcome[],
): NotificationDraft[] {
  return orders.flatMap(({ from, to }, i) => {
    const outcome = outcomes[i];
    if (outcome?.status !== 'posted') return [];
    const { transfer } = outcome;
    const { createdAt, fromSeq, fromBalanceAfter, toSeq, toBalanceAfter, amount } = transfer;
    const drafts: NotificationDraft[] = [];
    if (from.holderId !== null) {
      const data = transferNotification(transfer, from, to, fromSeq, negate(amount), fromBalanceAfter);
      drafts.push({ userId: from.holderId, kind: 'transfer.sent', createdAt, readAt: createdAt, data });
    }
    if (to.holderId !== null) {
      const data = transferNotification(transfer, to, from, toSeq, amount, toBalanceAfter);
      drafts.push({ userId: to.holderId, kind: 'transfer.received', createdAt, readAt: null, data });
    }
    return drafts;
  });
}

function transferNotification(
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
