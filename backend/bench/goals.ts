import type { Plan } from './plan';
import { labelOf } from './growth-part';
import { peerKinds, peerNames, peerRow } from './peers-part';
import { sqlSideName } from './pgbench';
import { ratios, type Results, type Series, spread, type Spread } from './results';

/** One line of what the bank must reach. */
export interface Goal {
  what: string;
  goal: { atLeast: number } | { atMost: number };
  unit: '' | 'kB' | 'MB';
  /** Null when it was not measured. */
  found: Spread | null;
  reached: boolean | null;
}

export function goals(results: Results, plan: Plan): Goal[] {
  const of = (name: string): Series | undefined => results.find(name);
  const ratio = (dividend: string, divisor: string): number[] => ratios(of(dividend), of(divisor));
  const clients = String(plan.clients);
  const sql = sqlSideName();
  const bySql = (kind: string): string => `${sql}: ${kind}, step-by-step, ${clients} clients`;
  const [smallest, largest] = [plan.scales[0] ?? 0, plan.scales.at(-1) ?? 0].map(labelOf);
  const grown = (which: string): string => `${String(largest)}: ${which}`;
  const transfers = 'transfers, 256 connections';
  return [
    ...(['256', '64'] as const).flatMap((connections) =>
      (['spread', 'hot'] as const).map((kind) =>
        atLeast(
          { 256: { spread: 3, hot: 10 }, 64: { spread: 2.2, hot: 8 } }[connections][kind],
          `transfers/s, ${kind}, ${connections} connections ÷ ${sql} step by step, ${clients} clients`,
          ratio(`bank: ${kind}, ${connections} connections`, bySql(kind)),
        ),
      ),
    ),
    ...(['spread', 'hot'] as const).map((kind) => {
      const { p50 = [], p99 = [] } = of(`bank: ${kind}, 64 connections`) ?? {};
      return atMost(
        3,
        `p99 ÷ p50, ${kind}, 64 connections`,
        p99.map((value, round) => value / (p50[round] ?? NaN)),
      );
    }),
    ...[
      [1, 1],
      [8, 256],
    ].map(([bulk, single]) =>
      atLeast(
        3,
        `payments/s in bulk of 500, ${String(bulk)} connections ÷ the single route, ${String(single)} connections`,
        ratio(`bank: bulk of 500, ${String(bulk)} connections`, `bank: spread, ${String(single)} connections`),
      ),
    ),
    ...peerNames.flatMap((peer) =>
      peerKinds.map((kind) =>
        atLeast(1, `transfers/s, ${kind}, 64 connections ÷ ${peer}`, ratio(peerRow('bank', kind), peerRow(peer, kind))),
      ),
    ),
    atMost(
      1.5,
      `one transfer at a time: time ÷ ${sql} step by step, one client`,
      ratio(`${sql}: spread, step-by-step, 1 clients`, 'bank: spread, 1 connections'),
    ),
    atLeast(
      0.8,
      'GET /balance requests/s ÷ bare Fastify with the same Redis GET and SELECT',
      ratio('bank: GET /balance, 64 connections', 'bare Fastify: GET /balance, 64 connections'),
    ),
    atLeast(
      0.9,
      `transfers/s with ${String(largest)} ÷ with ${String(smallest)}`,
      ratio(grown(transfers), `${String(smallest)}: ${transfers}`),
    ),
    ...['history', 'statement'].map((list) =>
      atMost(
        1.5,
        `time of a page of the ${list} ${plan.depth.toLocaleString('en')} back ÷ the first page`,
        ratio(grown(`first page of the ${list}`), grown(`deep page of the ${list}`)),
      ),
    ),
    atMost(150, "page's initial JavaScript, gzip", of('page: initial JavaScript, gzip')?.values ?? [], 'kB'),
    atMost(
      250,
      `backend RSS ${String(plan.restSeconds)} s after the load`,
      // Right after the load it says nothing yet.
      plan.quick ? [] : (of('bank: memory after the load')?.values ?? []),
      'MB',
    ),
  ];
}

function atLeast(bound: number, what: string, values: number[]): Goal {
  const found = spread(values) ?? null;
  return { what, goal: { atLeast: bound }, unit: '', found, reached: found && found.median >= bound };
}

function atMost(bound: number, what: string, values: number[], unit: Goal['unit'] = ''): Goal {
  const found = spread(values) ?? null;
  return { what, goal: { atMost: bound }, unit, found, reached: found && found.median <= bound };
}
