import { Injectable } from '@nestjs/common';
import { toParty } from '../accounts/account.dto';
import type { OwnedAccount } from '../accounts/accounts.types';
import { negate } from '../ledger/money';
import type { PostedTransfer } from '../ledger/posting.types';
import { type UnitOfWork, UnitsOfWork } from '../platform/database/unit-of-work';
import { newId } from '../platform/database/uuid';
import type { NotificationData, NotificationKind } from './notification.types';
import { type AddressedPush, NotificationEvents } from './notifications.events';
import { RECORD } from './notifications.sql';
import { Outbox, type RecordedBatch, toPush } from './outbox';

/** A notification to be written; its id is given to it then. */
export interface NotificationDraft {
  userId: string;
  kind: NotificationKind;
  createdAt: Date;
  data: NotificationData;
  /** Set on what is no news to the user, who did it. */
  readAt: Date | null;
}

/** How the rest of the bank tells users what happened. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly unitsOfWork: UnitsOfWork,
    private readonly events: NotificationEvents,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Writes notifications to their users' inboxes in the caller's transaction, with one outbox row that outlives a crash
   * after the commit; everybody concerned is told once it is durable.
   */
  record(tx: UnitOfWork, drafts: readonly NotificationDraft[]): void {
    if (drafts.length === 0) return;
    const pushes = drafts.map(({ userId, kind, createdAt, data }): AddressedPush => {
      return [userId, toPush({ id: newId(createdAt), kind, createdAt, data })];
    });
    const batch = { outboxId: newId(), pushes };
    tx.write(RECORD, [
      pushes.map(([userId]) => userId),
      pushes.map(([, { id }]) => id),
      pushes.map(([, { kind }]) => kind),
      JSON.stringify(pushes.map(([, { data }]) => data)),
      drafts.map(({ createdAt }) => createdAt.getTime()),
      drafts.map(({ readAt }) => readAt?.getTime() ?? null),
      batch.outboxId,
      JSON.stringify(pushes.map(([userId, { id }]) => [userId, id])),
    ]);
    tx.afterCommit(() => {
      this.publish(batch);
    });
  }

  /** Records a notification that belongs to no other transaction. */
  async notify(draft: NotificationDraft): Promise<void> {
    await this.unitsOfWork.run((tx) => {
      this.record(tx, [draft]);
    });
  }

  /** Returns at once and never fails: what cannot be sent now is sent later. */
  private publish(batch: RecordedBatch): void {
    this.events.recorded.next(batch.pushes);
    this.outbox.send(batch);
  }
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
