/**
 * Notifications as they are stored and sent. The page imports these types by realtime.events.ts: nothing here may import
 * server code.
 */

export type NotificationKind =
  'transfer.received' | 'transfer.sent' | 'grant.received' | 'session.opened' | 'password.changed' | 'login.refused';

/** Data of `transfer.received`, `transfer.sent` and `grant.received`, from the side of the account's owner. */
export interface TransferNotificationData {
  transferId: string;
  accountNumber: string;
  /** Seq of the owner's entry; gapless per account. */
  seq: number;
  /** Minor units, negative when the money left. */
  amount: number;
  currency: string;
  /** Minor units. */
  balanceAfter: number;
  counterparty: { accountNumber: string; alias: string | null; holderName: string };
  memo: string | null;
}

/** Data of `session.opened`, `password.changed` and `login.refused`. */
export interface SecurityNotificationData {
  /** Null when it did not tell. */
  device: string | null;
  address: string;
}

export type NotificationData = TransferNotificationData | SecurityNotificationData;

/** A notification as sockets send it. */
export interface NotificationPush {
  /**
   * UUID version 7; drop what you have already.
   * @format uuid
   */
  id: string;
  kind: NotificationKind;
  /**
   * ISO 8601, UTC.
   * @format date-time
   */
  createdAt: string;
  data: NotificationData;
}
