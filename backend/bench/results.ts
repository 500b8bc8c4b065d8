import type { Part } from './plan';

export type Unit = '/s' | 'ms' | 's' | 'MB' | 'kB' | 'x';

/** One measure over the rounds. */
export interface Series {
  part: Part;
  name: string;
  unit: Unit;
  /** One per round that counts. */
  values: number[];
  /** Latencies in milliseconds, one per round; empty where they are not known. */
  p50: number[];
  p99: number[];
  /** Processor time of all servers per answer in microseconds, one per round; empty where it is not known. */
  cpu: number[];
  /** Bytes of PostgreSQL's write-ahead log per answer, one per round; empty for reads. */
  wal: number[];
  /** Bytes by which tables and indexes grew per answer, one per round; empty for reads. */
  disk: number[];
  /** Answers that were no success, over all rounds. */
  errors: number;
  /** Why rounds do not count. */
  voided: string[];
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** What one run of a load generator saw. */
export interface LoadResult {
  perSecond: number;
  /** Successful answers. */
  answered: number;
  errors: number;
  /** Null where the generator does not tell. */
  p50Ms: number | null;
  p99Ms: number | null;
}

/** What an answer cost the servers, as in `Series`; null where that is not known. */
export interface Cost {
  cpu: number | null;
  wal: number | null;
  disk: number | null;
}

/** All series of a run, in the order in which they were first measured. */
export class Results {
  private readonly byName = new Map<string, Series>();

  get series(): Series[] {
    return [...this.byName.values()];
  }

  value(part: Part, name: string, unit: Unit, value: number): void {
    this.of(part, name, unit).values.push(value);
  }

  load(
    part: Part,
    name: string,
    { perSecond, errors, p50Ms, p99Ms }: LoadResult,
    { cpu, wal, disk }: Cost = { cpu: null, wal: null, disk: null },
  ): void {
    const series = this.of(part, name, '/s');
    series.values.push(perSecond);
    if (p50Ms !== null) series.p50.push(p50Ms);
    if (p99Ms !== null) series.p99.push(p99Ms);
    if (cpu !== null) series.cpu.push(cpu);
    if (wal !== null) series.wal.push(wal);
    if (disk !== null) series.disk.push(disk);
    series.errors += errors;
  }

  /** A round that does not count; it is told in the report. */
  voided(part: Part, name: string, why: string): void {
    this.of(part, name, '/s').voided.push(why);
  }

  find(name: string): Series | undefined {
    return this.byName.get(name);
  }

  private of(part: Part, name: string, unit: Unit): Series {
    const known = this.byName.get(name);
    if (known) return known;
    const series: Series = {
      part,
      name,
      unit,
      values: [],
      p50: [],
      p99: [],
      cpu: [],
      wal: [],
      disk: [],
      errors: 0,
      voided: [],
    };
    this.byName.set(name, series);
    return series;
  }
}

export function spread(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) return undefined;
  return { median: percentile(sorted, 50), min, max };
}

/** Of values in ascending order; between two of them it interpolates. */
export function percentile(sorted: readonly number[], percent: number): number {
  const position = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position % 1);
}

/** Both sides of each round divided, so that what slowed a whole round cancels out. */
export function ratios(dividend: Series | undefined, divisor: Series | undefined): number[] {
  if (!dividend || !divisor) return [];
  return dividend.values.flatMap((value, round) => {
    const other = divisor.values[round];
    return other === undefined || other === 0 ? [] : [value / other];
  });
}
