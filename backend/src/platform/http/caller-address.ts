import type { IncomingMessage } from 'node:http';
import proxyAddress from '@fastify/proxy-addr';
import type { Config } from '../config/config';

/**
 * Where a request comes from that does not go through Fastify, as the opening of a socket; by the same rules.
 *
 * @param trustProxy as in the configuration: all proxies or none, a number of hops, or addresses and networks
 */
export function callerAddress(request: IncomingMessage, trustProxy: Config['trustProxy']): string {
  return proxyAddress(request, trusted(trustProxy));
}

function trusted(proxies: Config['trustProxy']): Parameters<typeof proxyAddress>[1] {
  if (typeof proxies === 'string') return proxies.split(',').map((each) => each.trim());
  return (_address, hop) => (typeof proxies === 'number' ? hop < proxies : proxies);
}
