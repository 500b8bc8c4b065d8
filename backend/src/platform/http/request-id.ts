import type { IncomingMessage } from 'node:http';
import { newId } from '../database/uuid';

const SANE = /^[\w.:/+=-]{1,64}$/;

/** The caller's X-Request-Id when it is short and plain, so that it can be followed through the logs; else a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) ? given : newId();
}
