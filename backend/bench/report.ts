import { readFileSync } from 'node:fs';
import type { Goal } from './goals';
import type { Machine } from './machine';
import type { Part, Plan } from './plan';
import { type Series, spread } from './results';

/** Everything a run found, as it is kept in JSON. */
export interface Report {
  date: string;
  /** The commit that was measured. */
  commit: string;
  machine: Machine;
  plan: Plan;
  tookMinutes: number;
  /** One-minute load of the machine before the run: what others did with it. */
  loadBefore: number;
  /** What the one who ran it has to say. */
  note: string | undefined;
  goals: Goal[];
  series: Series[];
}

export const headings: Record<Part, string> = {
  transfers: 'Transfers and reads, side by side',
  pods: 'One, two and three pods',
  growth: 'With a long past',
  realtime: 'Realtime',
  page: 'The page',
  peers: 'Beside ledgers that others write',
};

export function readReport(file: string): Report {
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}

/** Where, when and with what a run was made. */
export function placeRows({ date, commit, machine, tookMinutes, loadBefore, plan, note }: Report): string[][] {
  const settings = Object.entries(machine.settings).map(([name, value]) => `${name}=${value}`);
  return [
    ['date', date],
    ['commit', commit],
    ['machine', `${machine.cpu}, ${String(machine.cores)} cores, ${String(machine.memoryGb)} GB, ${machine.system}`],
    ['Node', machine.node],
    ['PostgreSQL', machine.postgres],
    ['its settings', settings.join(', ')],
    ['Redis', machine.redis],
    ['load generator', machine.generator],
    ['SQL side', machine.pgbench],
    [
      'the run',
      `${tookMinutes.toFixed(0)} minutes, ${String(plan.rounds)} rounds of ${String(plan.seconds)} s; load of the machine before it ${loadBefore.toFixed(2)}`,
    ],
    ...(note === undefined ? [] : [['note', note]]),
  ];
}

/** The rows of one part: name, median, range, latencies, and what was wrong. */
export function rowsOf({ series }: Report, part: Part, earlier?: Report): string[][] {
  return series
    .filter((each) => each.part === part)
    .map((each) => {
      const before = earlier?.series.find(({ name }) => name === each.name);
      return [...cells(each), ...(earlier ? [comparison(each, before)] : [])];
    });
}

export function columns(earlier?: Report): string[] {
  return [
    'what',
    'median',
    'min – max',
    'p50',
    'p99',
    'server CPU each',
    'per core',
    'WAL each',
    'disk each',
    'remarks',
    ...(earlier ? ['÷ earlier'] : []),
  ];
}

function cells({ name, unit, values, p50, p99, cpu, wal, disk, errors, voided }: Series): string[] {
  const found = spread(values);
  const remarks = [
    ...(errors > 0 ? [`${String(errors)} errors`] : []),
    ...(voided.length > 0 ? [`${String(voided.length)} void: ${voided.join('; ')}`] : []),
  ];
  return [
    name,
    found ? number(found.median, unit) : '–',
    found && values.length > 1 ? `${number(found.min)} – ${number(found.max)}` : '',
    latency(p50),
    latency(p99),
    cpu.length > 0 ? `${String(Math.round(spread(cpu)?.median ?? 0))} µs` : '',
    cpu.length > 0 ? number(1e6 / (spread(cpu)?.median ?? 0), '/s') : '',
    bytes(wal),
    bytes(disk),
    remarks.join('; '),
  ];
}

function comparison(now: Series, before: Series | undefined): string {
  const [a, b] = [spread(now.values), spread(before?.values ?? [])];
  return a && b && b.median !== 0 ? (a.median / b.median).toFixed(2) : '';
}

function bytes(values: readonly number[]): string {
  const found = spread(values);
  return found ? `${number(Math.round(found.median))} B` : '';
}

function latency(values: readonly number[]): string {
  const found = spread(values);
  return found ? `${number(found.median)} ms` : '';
}

export function number(value: number, unit = ''): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === '' || unit === '/s' ? `${text}${unit}` : `${text} ${unit}`;
}

export function goalRow({ what, goal, unit, found, reached }: Goal): string[] {
  const bound = 'atLeast' in goal ? `≥ ${String(goal.atLeast)}` : `≤ ${String(goal.atMost)}`;
  return [
    what,
    `${bound}${unit && ` ${unit}`}`,
    found ? number(found.median, unit) : '–',
    found && found.min !== found.max ? `${number(found.min)} – ${number(found.max)}` : '',
    reached === null ? 'not measured' : reached ? 'yes' : 'NO',
  ];
}

export const goalColumns = ['what', 'goal', 'median', 'min – max', 'reached'];

/** Text in columns, for the terminal. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const numeric = (i: number): boolean => i > 0 && rows.every((row) => /^$|^[–≥≤\d]/.test(row[i] ?? ''));
  const line = (row: string[]): string =>
    row.map((cell, i) => (numeric(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join('  ');
  return [head, widths.map((width) => '─'.repeat(width)), ...rows].map((row) => line(row).trimEnd()).join('\n');
}

/** The same for a page in Markdown. */
export function markdownTable(head: string[], rows: string[][]): string {
  const line = (row: string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}
