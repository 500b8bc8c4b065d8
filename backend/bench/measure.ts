import { execute } from '../../scripts/stack/database-server';
import type { Context } from './context';
import { cpuMicros } from './cpu';
import type { Part } from './plan';
import type { Finding } from './proof';
import type { LoadResult } from './results';

/** One side under one load. */
export interface Measurement {
  part: Part;
  name: string;
  /** Requests that can be under way when the generator stops. */
  connections: number;
  /** Puts the same load on for so many seconds. */
  run: (seconds: number) => Promise<LoadResult>;
  seconds: number;
  /** Whether it can be run but once, so without the load just before. */
  once?: boolean;
  /** Processes that serve: their processor time is told per answer. */
  servers: readonly number[];
  /** Looks at the ledger afterwards; null where no money moves. */
  check: (() => Promise<Finding>) | null;
}

/**
 * Takes one measurement. It is void when the ledger does not add up afterwards, or when it does not hold exactly the
 * transfers that were answered, up to those that were under way at the end.
 */
export async function measure(context: Context, measurement: Measurement): Promise<void> {
  const { part, name, connections, servers, run, seconds, once, check } = measurement;
  if (!once && context.plan.leadSeconds > 0) {
    await run(context.plan.leadSeconds);
    await check?.();
  }
  const [before, writtenBefore] = [cpuMicros(servers), await written(context)];
  const result = await run(seconds);
  const [after, writtenAfter] = [cpuMicros(servers), await written(context)];
  const cpu = before === null || after === null ? null : (after - before) / result.answered;
  const grown = (what: keyof Written) => check && (writtenAfter[what] - writtenBefore[what]) / result.answered;
  const problem = check && problemOf(await check(), result, connections);
  if (problem !== null) context.results.voided(part, name, problem);
  else context.results.load(part, name, result, { cpu, wal: grown('wal'), disk: grown('disk') });
  context.say(`${name.padEnd(44)} ${line(result)}${problem === null ? '' : `   VOID: ${problem}`}`);
}

/** Bytes that PostgreSQL has logged so far, and those that all its databases take on disk. */
interface Written {
  wal: number;
  disk: number;
}

async function written({ servers }: Context): Promise<Written> {
  const [row] = (await execute(
    servers.databaseUrl,
    `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS wal,
       (SELECT sum(pg_database_size(oid)) FROM pg_database WHERE has_database_privilege(oid, 'CONNECT')) AS disk`,
  )) as { wal: string; disk: string }[];
  return { wal: Number(row?.wal), disk: Number(row?.disk) };
}

function problemOf({ problem, posted }: Finding, { answered, errors }: LoadResult, connections: number): string | null {
  if (problem !== null) return problem;
  const missing = answered - posted;
  if (missing > 0) return `${String(missing)} transfers were answered but not posted`;
  // A refused or broken request may have posted too, as may those cut off at the end of this load or of the one before.
  if (-missing > 2 * connections + errors) return `${String(-missing)} transfers were posted but not answered`;
  return null;
}

function line({ perSecond, p50Ms, p99Ms, errors }: LoadResult): string {
  const rate = `${Math.round(perSecond).toLocaleString('en')}/s`.padStart(10);
  const latency = p50Ms === null || p99Ms === null ? '' : `   p50 ${p50Ms.toFixed(1)} ms  p99 ${p99Ms.toFixed(1)} ms`;
  return `${rate}${latency}${errors === 0 ? '' : `   ${String(errors)} errors`}`;
}
