import type { Paid } from './payers';

/** What a load was like. */
export interface Outcome {
  paid: readonly Paid[];
  refused: ReadonlyMap<number, number>;
  /** Connections that broke or had no answer in time. */
  broken: number;
  discrepancies: readonly string[];
  /** Whether the ledger's proof holds, taken after the load. */
  holds: boolean;
}

export interface Limits {
  /** Milliseconds that one of a hundred payments may take longer than. */
  p99Ms: number;
}

export interface Threshold {
  /** What must be, in words. */
  name: string;
  seen: string;
  met: boolean;
}

/** What must hold of a load, whatever its rate. */
export function thresholds({ paid, refused, broken, discrepancies, holds }: Outcome, limits: Limits): Threshold[] {
  const p99Ms = percentile(99, paid);
  const refusals = [...refused].map(([status, count]) => `${String(count)} of ${String(status)}`);
  if (broken > 0) refusals.push(`${String(broken)} broken`);
  return [
    { name: 'payments are made', seen: String(paid.length), met: paid.length > 0 },
    { name: 'every answer is 201', seen: refusals.join(', ') || 'all', met: refusals.length === 0 },
    { name: `p99 at most ${String(limits.p99Ms)} ms`, seen: `${p99Ms.toFixed(1)} ms`, met: p99Ms <= limits.p99Ms },
    {
      name: 'every balance as the payments make it',
      seen: discrepancies.join(', ') || 'to the cent',
      met: discrepancies.length === 0,
    },
    { name: 'the ledger proof holds', seen: holds ? 'it holds' : 'IT DOES NOT HOLD', met: holds },
  ];
}

/** Over equal parts of the seconds that a load took, so that it shows what grows. */
export function overTime(
  paid: readonly Paid[],
  seconds: number,
  parts: number,
): { perSecond: number; p50Ms: number; p99Ms: number }[] {
  const part = seconds / parts;
  return Array.from({ length: parts }, (_, i) => {
    const some = paid.filter(({ atMs }) => Math.floor(atMs / 1000 / part) === i);
    return { perSecond: some.length / part, p50Ms: percentile(50, some), p99Ms: percentile(99, some) };
  });
}

/** By the nearest rank; 0 of nothing. */
function percentile(percent: number, paid: readonly Paid[]): number {
  const sorted = paid.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}
