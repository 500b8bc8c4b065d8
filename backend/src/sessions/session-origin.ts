import Bowser from 'bowser';
import type { FastifyRequest } from 'fastify';
import type { SessionOrigin } from './sessions.types';

const USER_AGENT_MAX_LENGTH = 256;
const NAME_MAX_LENGTH = 40;

/** Where a request comes from; the address is the client's as far as TRUST_PROXY lets the pod see it. */
export function sessionOrigin(request: FastifyRequest): SessionOrigin {
  return {
    address: plainAddress(request.ip),
    userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_MAX_LENGTH),
  };
}

/** An IPv4 address that a dual-stack socket shows as `::ffff:a.b.c.d`, as people know it. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/**
 * A user agent in words a person recognises, e.g. `Chrome on Windows`; of a program that is no browser, its name. Null when
 * it says nothing.
 */
export function deviceName(userAgent: string): string | null {
  if (userAgent === '') return null;
  const { browser, os } = Bowser.parse(userAgent);
  const product = /^[\w.-]+(?=\/)/.exec(userAgent)?.[0];
  const program = [browser.name, product].find(Boolean);
  const names = [program, os.name].flatMap((name) => (name ? [name.slice(0, NAME_MAX_LENGTH)] : []));
  return names.length > 0 ? names.join(' on ') : null;
}
