import { join } from 'node:path';
import { output } from '../program';
import type { LoadResult } from '../results';
import type { Load } from './traffic';

/** What wrk.lua prints at the end. */
interface Summary {
  requests: number;
  micros: number;
  refused: number;
  broken: number;
  p50: number;
  p99: number;
}

const SLACK_SECONDS = 20;

export async function wrkLoad(load: Load): Promise<LoadResult> {
  const { url, connections, seconds, traffic, prefix, customers, folder } = load;
  const { path, payee, caller, bulk = 0, shape = 'bank' } = traffic;
  const size = ['-t', '1', '-c', String(connections), '-d', `${String(seconds)}s`, '--timeout', '10s'];
  const script = ['-s', join(__dirname, 'wrk.lua'), url, '--', payee === undefined ? 'GET' : 'POST', path];
  const args = [...size, ...script, payee ?? 'any', caller, prefix, customers.file, String(bulk), shape];
  const text = await output('wrk', 'wrk', args, { folder, boundSeconds: seconds + SLACK_SECONDS });
  const line = text.split('\n').find((each) => each.startsWith('{'));
  if (line === undefined) throw new Error(`wrk printed no summary: ${text}`);
  const { requests, micros, refused, broken, p50, p99 } = JSON.parse(line) as Summary;
  const answered = requests - refused;
  return {
    perSecond: (answered * 1e6) / micros,
    answered,
    errors: refused + broken,
    p50Ms: p50 / 1000,
    p99Ms: p99 / 1000,
  };
}
