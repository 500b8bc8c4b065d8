import { setTimeout as delay } from 'node:timers/promises';
import type { Pod } from '../../scripts/stack/pods';
import { RedisServer } from '../../scripts/stack/redis';
import { ask, openDatabase, residentMb, serving, startPod } from './bench-bank';
import type { Context } from './context';
import { signIn } from './customers';
import { databaseMb, deepPlace, type DeepPlace, fillLedger } from './growth-fill';
import { load } from './load/generator';
import { anyPaysAny, type Traffic } from './load/traffic';
import { measure } from './measure';
import { LedgerProof } from './proof';
import type { LoadResult } from './results';

const CONNECTIONS = 256;
/** The bank answers with the same proof for ten seconds. */
const PROOF_KEPT_MS = 10_100;
/** A share of the merchant's history is left beyond the deep page. */
const MERCHANT_SHARE = 8;

/** One bank with a ledger of a certain size. */
interface Bank {
  label: string;
  entries: number;
  databaseUrl: string;
  redis: { url: string; stop(): Promise<void> };
  pod: Pod;
  proof: LedgerProof;
  deep: DeepPlace;
}

/** The same bank with a short and with a long past. */
export async function growthPart(context: Context): Promise<void> {
  const { plan, say } = context;
  const banks: Bank[] = [];
  for (const entries of plan.scales) banks.push(await openBank(context, entries));
  for (const bank of banks) await load([bank.pod.url], anyPaysAny, CONNECTIONS, plan.warmUpSeconds, context);
  for (const bank of banks) await bank.proof.check();
  for (let round = 1; round <= plan.growthRounds; round++) {
    say(`Round ${String(round)} of ${String(plan.growthRounds)}`);
    for (const bank of banks) await transfers(context, bank);
    for (const bank of banks) await pages(context, bank);
  }
  for (const bank of banks) await firstProof(context, bank);
  if (!plan.quick) {
    await delay(PROOF_KEPT_MS);
    for (const bank of banks) await nextProof(context, bank);
  }
  for (const { pod, redis, proof } of banks) {
    await pod.stop();
    await redis.stop();
    await proof.end();
  }
}

async function openBank(context: Context, entries: number): Promise<Bank> {
  const { servers, customers, plan, results, say } = context;
  const label = labelOf(entries);
  const databaseUrl = await openDatabase(servers, `bench_${String(entries)}`, customers);
  const begun = performance.now();
  await fillLedger(databaseUrl, customers, entries);
  say(`Filled ${label} in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  results.value('growth', `${label}: database size`, 'MB', await databaseMb(databaseUrl));
  const redis = await ownRedis(context);
  const pod = await startPod(`growth-${String(entries)}`, databaseUrl, redis.url);
  const depth = Math.min(plan.depth, Math.floor(entries / MERCHANT_SHARE) - 1000);
  const deep = await deepPlace(databaseUrl, customers, Math.max(depth, 0));
  return { label, entries, databaseUrl, redis, pod, proof: await LedgerProof.start(databaseUrl), deep };
}

/** Pods over one Redis hear each other's pushes, so each ledger has a Redis of its own, where one can be started. */
async function ownRedis({ servers, customers, folder }: Context): Promise<Bank['redis']> {
  if (servers.redis.kind !== 'private') return { url: servers.redis.url, stop: () => Promise.resolve() };
  const redis = await RedisServer.start(folder);
  await signIn(redis.url, customers);
  return redis;
}

export function labelOf(entries: number): string {
  return `${entries.toLocaleString('en')} entries`;
}

async function transfers(context: Context, { label, pod, proof }: Bank): Promise<void> {
  await measure(context, {
    part: 'growth',
    name: `${label}: transfers, ${String(CONNECTIONS)} connections`,
    connections: CONNECTIONS,
    servers: serving(context.servers, pod),
    run: (seconds) => load([pod.url], anyPaysAny, CONNECTIONS, seconds, context),
    seconds: context.plan.growthSeconds,
    check: () => proof.check(),
  });
}

/** One connection, so that the rate is the reciprocal of one page's time. */
async function pages(context: Context, { label, pod, deep }: Bank): Promise<void> {
  const { merchant } = context.customers;
  const entries = `/api/accounts/${merchant.accountNumber}/entries?limit=50`;
  const kinds: [string, string][] = [
    ['first page of the statement', entries],
    ['deep page of the statement', `${entries}&before=${String(deep.before)}`],
    ['first page of the history', '/api/transfers?limit=50'],
    ['deep page of the history', `/api/transfers?limit=50&cursor=${deep.cursor}`],
  ];
  const seconds = Math.max(1, Math.round(context.plan.growthSeconds / 4));
  for (const [name, path] of kinds) {
    const traffic: Traffic = { path, caller: 'merchant' };
    const run = (span: number): Promise<LoadResult> => load([pod.url], traffic, 1, span, context);
    const servers = serving(context.servers, pod);
    await measure(context, {
      part: 'growth',
      name: `${label}: ${name}`,
      connections: 1,
      servers,
      run,
      seconds,
      check: null,
    });
  }
}

/** The bank's own proof from the first entry on, and what it does to the transfers meanwhile. */
async function firstProof(context: Context, { label, pod, proof }: Bank): Promise<void> {
  const before = await residentMb(pod);
  const run = async (seconds: number): Promise<LoadResult> => {
    const [result, took] = await Promise.all([
      load([pod.url], anyPaysAny, CONNECTIONS, seconds, context),
      prove(context, pod),
    ]);
    record(context, `${label}: first integrity proof, under load`, 's', took);
    return result;
  };
  const name = `${label}: transfers during the first proof`;
  const servers = serving(context.servers, pod);
  await measure(context, {
    part: 'growth',
    name,
    connections: CONNECTIONS,
    servers,
    run,
    seconds: context.plan.growthSeconds,
    check: () => proof.check(),
    // A second proof would find nothing left to do.
    once: true,
  });
  record(context, `${label}: memory before the proof`, 'MB', before);
  record(context, `${label}: memory after the proof`, 'MB', await residentMb(pod));
}

/** The next one, which goes on where the last one ended. */
async function nextProof(context: Context, { label, pod }: Bank): Promise<void> {
  record(context, `${label}: next integrity proof, at rest`, 's', await prove(context, pod));
}

function record({ results, say }: Context, name: string, unit: 's' | 'MB', value: number): void {
  results.value('growth', name, unit, value);
  say(`${name} ${value.toFixed(unit === 's' ? 2 : 0)} ${unit}`);
}

/** Takes the bank's proof; answers how long the bank says it took. */
async function prove({ customers }: Context, pod: Pod): Promise<number> {
  const proof = await ask<{ durationMs: number }>(pod, '/api/ledger/integrity', customers.merchant.sessionId);
  return proof.durationMs / 1000;
}
