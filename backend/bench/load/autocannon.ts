import autocannon, { type Request } from 'autocannon';
import type { Customer, Customers } from '../customers';
import type { LoadResult } from '../results';
import type { Load, Traffic } from './traffic';

export async function autocannonLoad(load: Load): Promise<LoadResult> {
  const { url, connections, seconds, traffic, customers, prefix } = load;
  let sent = 0;
  const setupRequest = (request: Request): Request => {
    return { ...request, ...requestOf(traffic, customers, () => `${prefix}${String(++sent)}`) };
  };
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 10,
    requests: [{ method: traffic.payee === undefined ? 'GET' : 'POST', path: traffic.path, setupRequest }],
  });
  const answered = result['2xx'];
  const perSecond = answered / result.duration;
  return {
    perSecond,
    answered,
    errors: result.non2xx + result.errors,
    // Its histogram has whole milliseconds; a lone connection's mean is known better than that.
    p50Ms: connections === 1 ? 1000 / perSecond : result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

function requestOf({ payee, caller, bulk }: Traffic, { payers, merchant }: Customers, nextKey: () => string): Request {
  const from = Math.floor(Math.random() * payers.length);
  const asking = caller === 'merchant' ? merchant : at(payers, from);
  const headers = { authorization: `Bearer ${asking.sessionId}`, 'content-type': 'application/json' };
  if (payee === undefined) return { headers };
  const order = (): { to: string; amount: number } => {
    const other = at(payers, (from + 1 + Math.floor(Math.random() * (payers.length - 1))) % payers.length);
    return { to: (payee === 'merchant' ? merchant : other).username, amount: 1 };
  };
  if (bulk === undefined)
    return { headers: { ...headers, 'idempotency-key': nextKey() }, body: JSON.stringify(order()) };
  const payments = Array.from({ length: bulk }, () => ({ key: nextKey(), ...order() }));
  return { headers, body: JSON.stringify({ atomic: false, payments }) };
}

function at(customers: readonly Customer[], index: number): Customer {
  const customer = customers[index];
  if (!customer) throw new Error('There is no such customer');
  return customer;
}
