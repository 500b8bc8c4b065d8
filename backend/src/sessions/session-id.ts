import { hash, randomBytes } from 'node:crypto';
import { SESSION_ID } from './sessions.types';

const SESSION_ID_BYTES = 32;
/** Scheme and id as RFC 6750 has them; the id is 256 bits in base64url. */
const BEARER = /^Bearer +([A-Za-z0-9_-]{43})$/i;
const HANDLE_LENGTH = 32;

/** A fresh session id: 256 random bits in base64url, 43 characters. */
export function newSessionId(): string {
  return randomBytes(SESSION_ID_BYTES).toString('base64url');
}

/** Whether a value has the shape of a session id; says nothing about whether it names a live session. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && SESSION_ID.test(value);
}

/** The session id in an Authorization header, or null when there is none in it. */
export function bearerSessionId(header: string | undefined): string | null {
  return header === undefined ? null : (BEARER.exec(header)?.[1] ?? null);
}

/** What is kept of a session id: its sha256, hex. Whoever reads Redis cannot sign in with it. */
export function hashOf(sessionId: string): string {
  return sha256(sessionId);
}

/**
 * The name of a session towards its owner, 32 hex characters: enough to revoke it by, and neither the session id nor the
 * hash that names its Redis key and its socket room.
 */
export function handleOf(hash: string): string {
  return sha256(hash).slice(0, HANDLE_LENGTH);
}

function sha256(text: string): string {
  return hash('sha256', text);
}
