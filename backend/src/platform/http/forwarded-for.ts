import type { IncomingHttpHeaders } from 'node:http';
import ipaddr from 'ipaddr.js';

const HEADER = 'x-forwarded-for';
/** `[2001:db8::1]:4711`, `[2001:db8::1]` and `203.0.113.7:4711`: some proxies add the port. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

/**
 * Leaves addresses alone in X-Forwarded-For: without ports, and of the list only what stands behind the last entry that is
 * no address at all, as what a proxy could not tell ends what is known of the way. Whoever asks for the caller's address
 * afterwards gets an address.
 */
export function plainForwardedFor(headers: IncomingHttpHeaders): void {
  const given = headers[HEADER];
  if (given === undefined) return;
  const entries = String(given).split(',').map(addressOf);
  const known = entries.slice(entries.lastIndexOf(undefined) + 1);
  if (known.length > 0) headers[HEADER] = known.join(', ');
  else Reflect.deleteProperty(headers, HEADER);
}

function addressOf(entry: string): string | undefined {
  const text = entry.trim();
  const [, bracketed, beforePort] = WITH_PORT.exec(text) ?? [];
  const address = bracketed ?? beforePort ?? text;
  return ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address)
    ? ipaddr.process(address).toString()
    : undefined;
}
