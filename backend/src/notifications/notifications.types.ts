import { toParty } from '../accounts/account.dto';
import type { OwnedAccount } from '../accounts/accounts.types';
import { negate } from '../ledger/money';
import type { PostedTransfer } from '../ledger/posting.types';
import type { Notification } from './notification.entity';
import type { NotificationData, NotificationKind, NotificationPush } from './notification.types';

/** A notification to be written; its id is given to it then. */
export interface NotificationDraft {
  userId: string;
  kind: NotificationKind;
  createdAt: Date;
  data: NotificationData;
  /** Set on what is no news to the user, who did it. */
  readAt: Date | null;
}

/** A push and the user it is for, as pods pass it on. */
export type AddressedPush = [userId: string, push: NotificationPush];

/** Notifications written by one transaction, and the outbox row that stands for all of them. */
export interface RecordedBatch {
  outboxId: string;
  pushes: AddressedPush[];
}

/** What a posted transfer is told as: to each customer whose account moved, the payer's born read. */
export function transferNotifications(
  transfer: PostedTransfer,
  from: OwnedAccount,
  to: OwnedAccount,
): NotificationDraft[] {
  return [transferNotification(transfer, from, to), transferNotification(transfer, to, from)].flatMap(
    (draft) => draft ?? [],
  );
}

/** What a posted transfer is told as to the holder of one of its accounts; null when that is the bank itself. */
function transferNotification(
  transfer: PostedTransfer,
  own: OwnedAccount,
  other: OwnedAccount,
): NotificationDraft | null {
  if (own.holderId === null) return null;
  const sent = own.id === transfer.fromId;
  const { transferId, kind, amount, currency, memo, createdAt } = transfer;
  return {
    userId: own.holderId,
    kind: kind === 'grant' ? 'grant.received' : sent ? 'transfer.sent' : 'transfer.received',
    createdAt,
    readAt: sent ? createdAt : null,
    data: {
      transferId,
      accountNumber: own.number,
      seq: sent ? transfer.fromSeq : transfer.toSeq,
      amount: sent ? negate(amount) : amount,
      currency,
      balanceAfter: sent ? transfer.fromBalanceAfter : transfer.toBalanceAfter,
      counterparty: toParty(other),
      memo,
    },
  };
}

/** A notification as sockets send it. */
export function toPush({
  id,
  kind,
  createdAt,
  data,
}: Pick<Notification, 'id' | 'kind' | 'createdAt' | 'data'>): NotificationPush {
  return { id, kind, createdAt: createdAt.toISOString(), data };
}
