import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';
import type { Config } from '../config/config';
import { plainForwardedFor } from './forwarded-for';

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
