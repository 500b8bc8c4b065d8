/**
 * The socket's events, shared with the page by a types-only import: nothing here may import server code.
 * What each means and what can be relied on is told in docs/realtime.md.
 */

export interface ServerToClientEvents {
  ready: (snapshot: Ready) => void;
  notification: (notification: NotificationPush) => void;
  presence: (presence: Presence) => void;
  'session-ended': (end: SessionEnd) => void;
}

/** The client only listens; everything it asks or does goes over HTTP. */
export type ClientToServerEvents = Record<string, never>;

/** What the handshake carries as `auth`. */
export interface SocketAuth {
  sessionId: string;
}

/** `data` of a `connect_error`: the fields of the HTTP problem that say what is wrong. */
export interface ConnectProblem {
  code: string;
  status: number;
  title: string;
  detail: string;
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number;
}

/** Sent on each (re)connect, and whenever pushes may have been missed: fetch what is newer than what you have. */
export interface Ready {
  /** The pod at the other end. */
  pod: string;
  accounts: AccountHead[];
  unread: number;
}

export interface AccountHead {
  number: string;
  /** Seq of the account's last entry; 0 without any. */
  seq: number;
  /** Minor units. */
  balance: number;
}

export interface NotificationPush {
  /** UUID version 7; drop what you have already. */
  id: string;
  kind: NotificationKind;
  /** ISO 8601, UTC. */
  createdAt: string;
  data: TransferNoticeData | SecurityNoticeData;
}

export type NotificationKind =
  'transfer.received' | 'transfer.sent' | 'grant.received' | 'session.opened' | 'password.changed';

/** Data of `transfer.received`, `transfer.sent` and `grant.received`, from the side of the account's owner. */
export interface TransferNoticeData {
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

/** Data of `session.opened` and `password.changed`. */
export interface SecurityNoticeData {
  device: string;
  address: string;
}

/** A recent counterparty came or went. */
export interface Presence {
  alias: string;
  online: boolean;
}

export interface SessionEnd {
  reason: 'logout' | 'revoked' | 'password-changed' | 'expired' | 'reset';
}
