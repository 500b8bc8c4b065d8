import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';
import ipaddr from 'ipaddr.js';
import type { Config } from '../config/config';

const HEADER = 'x-forwarded-for';
/** `[2001:db8::1]:4711`, `[2001:db8::1]` and `203.0.113.7:4711`: some proxies add the port. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

/** Whether a proxy's word is taken for where a request comes from, by its address and its distance in hops. */
type TrustedProxies = string[] | ((address: string, hop: number) => boolean);

/**
 * The proxies whose word is taken, as TRUST_PROXY names them. Fastify takes no number of hops, as whoever reaches the pod
 * past the proxies can pretend to have come by them. It is for where nobody does.
 */
export function trustedProxies(configured: Config['trustProxy']): TrustedProxies {
  if (typeof configured === 'string') return configured.split(',').map((each) => each.trim());
  return (_address, hop) => (typeof configured === 'number' ? hop < configured : configured);
}

/** Where a request comes from that does not go through Fastify, as the opening of a socket; by the same rules. */
export function callerAddress(request: IncomingMessage, trustProxy: Config['trustProxy']): string {
  plainForwardedFor(request.headers);
  return proxyAddress(request, trustedProxies(trustProxy));
}

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

const IPV6_NETWORK_BITS = 64;

/**
 * What stands for one customer's line among addresses: an IPv4 address itself, the first 64 bits of an IPv6 address, of
 * which everybody has a whole network.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone(parsed)}/${String(IPV6_NETWORK_BITS)}`);
  return `${network.toString()}/${String(IPV6_NETWORK_BITS)}`;
}

function withoutZone(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address.toString().replace(/%.*$/, '');
}
