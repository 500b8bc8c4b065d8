import type { Customers } from '../customers';
import { versionOf } from '../program';
import type { LoadResult } from '../results';
import { autocannonLoad } from './autocannon';
import type { Traffic } from './traffic';
import { wrkLoad } from './wrk';

let loads = 0;
let wrk: string | undefined | null = null;

/** wrk where it is installed: it leaves more of the machine to the servers. Otherwise autocannon from npm. */
export function generator(): 'wrk' | 'autocannon' {
  if (wrk === null) wrk = versionOf('wrk');
  return wrk === undefined ? 'autocannon' : 'wrk';
}

/** Puts one server, or several that share the connections, under load. */
export async function load(
  urls: readonly string[],
  traffic: Traffic,
  connections: number,
  seconds: number,
  { customers, folder }: { customers: Customers; folder: string },
): Promise<LoadResult> {
  const run = generator() === 'wrk' ? wrkLoad : autocannonLoad;
  const results = await Promise.all(
    urls.map((url, i) => {
      loads += 1;
      const share = Math.floor(connections / urls.length) + (i < connections % urls.length ? 1 : 0);
      const prefix = `${Date.now().toString(36)}-${String(loads)}-`;
      return run({ url, traffic, connections: share, seconds, customers, prefix, folder });
    }),
  );
  return perTransfer(sum(results), traffic.bulk ?? 1);
}

/** A request of several payments counts for each of them. */
function perTransfer(result: LoadResult, payments: number): LoadResult {
  return { ...result, perSecond: result.perSecond * payments, answered: result.answered * payments };
}

/** Of servers loaded at the same time; the latencies of the slowest. */
function sum(results: readonly LoadResult[]): LoadResult {
  const total = (read: (result: LoadResult) => number): number => results.reduce((all, each) => all + read(each), 0);
  return {
    perSecond: total(({ perSecond }) => perSecond),
    answered: total(({ answered }) => answered),
    errors: total(({ errors }) => errors),
    p50Ms: Math.max(...results.map(({ p50Ms }) => p50Ms ?? 0)),
    p99Ms: Math.max(...results.map(({ p99Ms }) => p99Ms ?? 0)),
  };
}
