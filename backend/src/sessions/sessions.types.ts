import { ApiSchema } from '@nestjs/swagger';

/** A live session as the guard hands it on. */
export interface ActiveSession {
  /** sha256 of the session id, hex: what Redis keeps and what names the session's socket room. */
  hash: string;
  userId: string;
  createdAt: Date;
  /** When the session ends if it is not used again. */
  expiresAt: Date;
}

/** Where a session is opened from. */
export interface SessionOrigin {
  address: string;
  userAgent: string;
}

/** A session just opened. The id is told once and never stored. */
export interface OpenedSession extends ActiveSession {
  sessionId: string;
}

/** What a user sees of an own session. */
@ApiSchema({ name: 'Session' })
export class SessionDto {
  /** An opaque handle for revoking it; never the session id. */
  id: string;

  /** Whether this request came with it. */
  current: boolean;

  /** @example Chrome on Windows */
  device: string;

  /** @example 203.0.113.7 */
  address: string;

  createdAt: Date;

  lastSeenAt: Date;

  expiresAt: Date;
}
