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
