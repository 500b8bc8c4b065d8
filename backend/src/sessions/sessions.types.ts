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

/** What Redis keeps of a session, as JSON. Times in milliseconds since 1970. */
export interface SessionRecord {
  userId: string;
  createdAt: number;
  /** When it was last written: every write is a renewal, so its life is counted from here. */
  lastSeenAt: number;
  address: string;
  userAgent: string;
}

/** How long sessions live, in milliseconds: unused, and at all. */
export interface SessionLimits {
  idleMs: number;
  maxMs: number;
}

/** A session in use is written at most this often, so that "last seen" is never older than a minute. */
const LAST_SEEN_GRAIN_MS = 60_000;

/** When the session ends if it is not used again: after the idle time, at the latest at its absolute limit. */
export function expiryOf(record: SessionRecord, limits: SessionLimits): number {
  return Math.min(record.lastSeenAt + limits.idleMs, record.createdAt + limits.maxMs);
}

/** Whether a session in use now is to be written anew: past half of its idle time, or of what "last seen" may lag. */
export function isRenewalDue(record: SessionRecord, limits: SessionLimits, now: number): boolean {
  return now - record.lastSeenAt > Math.min(limits.idleMs / 2, LAST_SEEN_GRAIN_MS);
}
