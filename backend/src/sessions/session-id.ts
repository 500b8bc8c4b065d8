import { hash, randomBytes } from 'node:crypto';
import { SESSION_ID } from './sessions.types';

const SESSION_ID_BYTES = 32;
/** Scheme and id as RFC 6750 has them; the id is 256 bits in base64url. */
const BEARER = /^Bearer +([A-Za-z0-9_-]{43})$/i;
const HANDLE_LENGTH = 32;
/** Other words may be the beginning of a secret. */
const SCHEME = /^(bearer|basic|digest|token|jwt|apikey|api-key|negotiate|ntlm|dpop)(?: +(.*))?$/i;
/** What languages make text of when there is nothing. */
const UNSET = /^(?:undefined|null|none|nil|nan|true|false|0|\[object [A-Za-z]+\])$/i;
const PLACEHOLDER = /^(?:<.*>|\{.*\}|\$.*|%.*%|:[a-z]+|session_?id|token)$/i;

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

const LOGIN = 'POST /api/login answers it as sessionId';

/** What is wrong with an Authorization header in which there is no session id. Nothing of a secret is repeated. */
export function headerFault(header: string | undefined): string {
  if (header === undefined || header === '')
    return `Send the session id as "Authorization: Bearer <sessionId>"; ${LOGIN}.`;
  if (SESSION_ID.test(header)) return 'Put "Bearer " before the session id in the Authorization header.';
  const [, scheme = '', rest = ''] = SCHEME.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return idFault(rest);
  const given = scheme !== '' && rest !== '' ? `, not "${scheme}"` : '';
  return `The Authorization header must be "Bearer" and a session id${given}; ${LOGIN}.`;
}

/** What is wrong with what was sent as a session id, and is none. */
export function idFault(text: string): string {
  if (text === '') return `"Bearer" comes without a session id; ${LOGIN}.`;
  if (UNSET.test(text)) return `"${text}" came in place of a session id: whoever sent it had not set it yet; ${LOGIN}.`;
  if (PLACEHOLDER.test(text)) return `A placeholder came in place of a session id: it was not filled in; ${LOGIN}.`;
  return `What came is no session id: that has 43 letters, digits, "-" and "_"; ${LOGIN}.`;
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
