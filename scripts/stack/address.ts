import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { StackError } from './stack-error';

/** Where the demo is to be reached. */
export interface Address {
  /** What to listen at. */
  host: string;
  /** How people write it: several, where it is each of this machine. */
  names: string[];
  /** Whether other machines reach it. */
  open: boolean;
}

const EVERY = ['0.0.0.0', '::'];

/** The address that HOST names: this machine's own unless it is set. */
export function addressOf(host = process.env.HOST): Address {
  if (host === undefined || host === '' || host === 'localhost' || /^(127\.|::1$)/.test(host))
    return { host: host === '::1' ? host : '127.0.0.1', names: ['localhost'], open: false };
  if (isIP(host) === 0)
    throw new StackError(`HOST takes an address of this machine, or 0.0.0.0 for all of them, not "${host}".`);
  return { host, names: EVERY.includes(host) ? ['localhost', ...lanAddresses()] : [bracketed(host)], open: true };
}

/** What anybody in the network can do then, to be said before it is so. */
export function warningOf({ host }: Address): string {
  return `HOST=${host}: whoever reaches this machine can sign in as the personas, whose passwords are public, reset the bank (TEST_SUPPORT) and guess passwords without a limit by address (RATE_LIMITS=relaxed), over http. For a network you trust only. Pods, PostgreSQL and Redis stay on this machine.`;
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
