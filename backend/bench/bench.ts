import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../../scripts/stack/folders';
import { redisProblem } from '../../scripts/stack/redis';
import { findServers, type Servers } from '../../scripts/stack/stack';
import { StackError } from '../../scripts/stack/stack-error';
import type { Context } from './context';
import { makeCustomers, signIn } from './customers';
import { goals } from './goals';
import { growthPart } from './growth-part';
import { makeLogFiles } from './log-files';
import { describeMachine } from './machine';
import { pagePart } from './page-part';
import { peersPart } from './peers-part';
import { writePerformancePage } from './performance-page';
import { type Part, parts, type Plan, usualParts } from './plan';
import { podsPart } from './pods-part';
import { realtimePart } from './realtime-part';
import { columns, goalColumns, goalRow, headings, placeRows, type Report, rowsOf, table } from './report';
import { Results } from './results';
import { transfersPart } from './transfers-part';

/** The same for every side. */
export const postgresSettings = {
  /** Enough memory and room between checkpoints that the disk's noise does not rule the numbers. */
  tuned: { shared_buffers: '1GB', max_wal_size: '8GB', checkpoint_timeout: '30min' },
  /** As PostgreSQL comes. */
  defaults: {},
} satisfies Record<string, Record<string, string>>;

const work: Record<Part, (context: Context) => Promise<void> | void> = {
  transfers: transfersPart,
  pods: podsPart,
  growth: growthPart,
  realtime: realtimePart,
  page: pagePart,
  peers: peersPart,
};

export interface BenchOptions {
  plan: Plan;
  only: readonly Part[];
  settings: keyof typeof postgresSettings;
  /** An earlier run to set beside this one. */
  earlier: Report | undefined;
  /** Told on the page, such as what else ran meanwhile. */
  note: string | undefined;
}

/** Runs the benchmark and tells what it found; the exit code says whether every round counted. */
export async function bench({ plan, only, settings, earlier, note }: BenchOptions): Promise<number> {
  const begun = performance.now();
  const loadBefore = loadavg()[0] ?? 0;
  const servers = await startServers(postgresSettings[settings]);
  const say = (line: string): void => {
    const minutes = (performance.now() - begun) / 60_000;
    console.log(`${minutes.toFixed(1).padStart(5)} min  ${line}`);
  };
  await makeLogFiles(servers, plan.quick ? 64 : 256);
  const customers = makeCustomers(plan.customers, join(servers.folder, 'customers.tsv'));
  await signIn(servers.redis.url, customers);
  const context: Context = { plan, servers, customers, results: new Results(), folder: servers.folder, say };
  for (const part of parts.filter((each) => only.includes(each))) {
    say(headings[part]);
    await work[part](context);
  }
  const report: Report = {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: commit(),
    machine: await describeMachine(servers.databaseUrl),
    plan,
    tookMinutes: (performance.now() - begun) / 60_000,
    loadBefore,
    note,
    goals: goals(context.results, plan),
    series: context.results.series,
  };
  await servers.stop();
  await publish(
    report,
    usualParts.every((part) => only.includes(part)),
    earlier,
  );
  return report.series.some(({ voided }) => voided.length > 0) ? 1 : 0;
}

async function startServers(settings: Record<string, string>): Promise<Servers> {
  if (!process.env.REDIS_URL && redisProblem())
    throw new StackError(`The benchmark needs Redis. ${redisProblem() ?? ''}`);
  return findServers(settings);
}

async function publish(report: Report, complete: boolean, earlier: Report | undefined): Promise<void> {
  console.log(`\n${table(['where', ''], placeRows(report))}`);
  for (const part of parts) {
    const rows = rowsOf(report, part, earlier);
    if (rows.length > 0) console.log(`\n${headings[part]}\n${table(columns(earlier), rows)}`);
  }
  const measured = report.goals.filter(({ found }) => found !== null);
  console.log(`\nWhat it must reach\n${table(goalColumns, measured.map(goalRow))}`);
  const folder = join(checkout, 'bench-results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${report.date.replaceAll(/\W/g, '-')}${report.plan.quick ? '-quick' : ''}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nKept in ${file}`);
  if (!complete || report.plan.quick) return;
  const page = join(checkout, 'docs', 'performance.md');
  await writePerformancePage(page, report);
  console.log(`Written: ${page}`);
}

function commit(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', 'backend/src') ? ' and changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
