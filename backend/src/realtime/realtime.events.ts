/**
 * The socket's events, shared with the page by a types-only import: nothing here may import server code.
 * What each means and what can be relied on is told in docs/realtime.md.
 */
import type { NotificationPush } from '../notifications/notification.types';

export type { NotificationPush };

export interface ServerToClientEvents {
  ready: (snapshot: Ready) => void;
  notification: (notification: NotificationPush) => void;
  presence: (presence: Presence) => void;
  'session-ended': (end: SessionEnd) => void;
  beat: (beat: Beat) => void;
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
  /** @asType integer */
  status: number;
  title: string;
  detail: string;
  /**
   * Seconds after which trying again makes sense.
   * @asType integer
   */
  retryAfterSeconds?: number;
}

/** Sent on each (re)connect, and whenever pushes may have been missed: fetch what is newer than what you have. */
export interface Ready {
  /** The pod at the other end. */
  pod: string;
  accounts: AccountHead[];
  /**
   * No more than 100 are counted.
   * @asType integer
   */
  unread: number;
}

export interface AccountHead {
  number: string;
  /**
   * Seq of the account's last entry; 0 without any.
   * @asType integer
   */
  seq: number;
  /**
   * Minor units.
   * @asType integer
   */
  balance: number;
}

/** A recent counterparty came or went. */
export interface Presence {
  alias: string;
  online: boolean;
}

/** With `replaced` the session goes on under another id, which was told to whoever asked for it: connect with that one. */
export interface SessionEnd {
  reason: 'logout' | 'revoked' | 'password-changed' | 'replaced' | 'expired' | 'reset';
}

/** Sent every five seconds: a connection that is silent for longer is dead, whatever it looks like. */
export interface Beat {
  /**
   * The server's time, ISO 8601, UTC.
   * @format date-time
   */
  at: string;
}
