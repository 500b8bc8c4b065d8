/** The form of a session id: 256 bits in base64url. */
export const SESSION_ID = /^[A-Za-z0-9_-]{43}$/;

/** The form of what names a session towards its owner; case does not matter. */
export const HANDLE = /^[0-9A-Fa-f]{32}$/;

/** Where a session is opened from. */
export interface SessionOrigin {
  address: string;
  userAgent: string;
}

/** A live session as the guard hands it on. */
export interface ActiveSession extends SessionOrigin {
  /** sha256 of the session id, hex: what Redis keeps and what names the session's socket room. */
  hash: string;
  userId: string;
  createdAt: Date;
  /** At most a minute old while the session is in use. */
  lastSeenAt: Date;
  /** When the session ends if it is not used again. */
  expiresAt: Date;
}

/** A session just opened. The id is told once and never stored. */
export interface OpenedSession extends ActiveSession {
  sessionId: string;
}
