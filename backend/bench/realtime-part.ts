import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Pod } from '../../scripts/stack/pods';
import { openDatabase, residentMb, startPod } from './bench-bank';
import type { Context } from './context';
import { type Customer, makeCustomers, signIn } from './customers';
import { Listeners, TIMED_MEMO } from './listeners';
import { load } from './load/generator';
import { anyPaysAny } from './load/traffic';
import { percentile } from './results';

const LOAD_CONNECTIONS = 16;

/** What open sockets cost a pod, and how soon a push follows the answer to its transfer. */
export async function realtimePart(context: Context): Promise<void> {
  const { plan, servers, folder, say } = context;
  // Everybody who listens is a customer of their own.
  const most = Math.max(...plan.sockets, plan.customers);
  const customers = makeCustomers(most, join(folder, 'listeners.tsv'));
  await signIn(servers.redis.url, customers);
  const databaseUrl = await openDatabase(servers, 'bench_realtime', customers);
  for (const count of plan.sockets) {
    const pod = await startPod(`realtime-${String(count)}`, databaseUrl, servers.redis.url);
    // Each is loaded alike before its sockets come, so that the difference is what they cost.
    await load([pod.url], anyPaysAny, LOAD_CONNECTIONS, plan.warmUpSeconds / 2, { customers, folder });
    await sockets({ ...context, customers }, pod, count);
    await pod.stop();
  }
  say('All sockets are closed');
}

async function sockets(context: Context, pod: Pod, count: number): Promise<void> {
  const { customers, results, say } = context;
  const listeners = new Listeners(pod.url);
  const listening = customers.payers.slice(0, count);
  const label = `${count.toLocaleString('en')} sockets`;
  try {
    const before = await residentMb(pod);
    const begun = performance.now();
    await listeners.open(listening);
    say(`${label} opened in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    const perSocketKb = ((await residentMb(pod)) - before) * (1000 / count);
    results.value('realtime', `${label}: memory per socket`, 'kB', perSocketKb);
    say(`${label}: ${perSocketKb.toFixed(1)} kB of memory each`);
    await pushes(context, pod, listeners, listening, `${label}: push at rest`);
    await underLoad(context, pod, listeners, listening, label);
  } finally {
    listeners.close();
  }
}

async function underLoad(
  context: Context,
  pod: Pod,
  listeners: Listeners,
  listening: readonly Customer[],
  label: string,
): Promise<void> {
  const { plan, results, say } = context;
  const busy = load([pod.url], anyPaysAny, LOAD_CONNECTIONS, plan.seconds * 2, context);
  const endMs = performance.now() + plan.seconds * 1900;
  await pushes(context, pod, listeners, listening, `${label}: push under load`, endMs);
  const result = await busy;
  results.load('realtime', `${label}: the load, ${String(LOAD_CONNECTIONS)} connections`, result);
  say(`${label}: ${Math.round(result.perSecond).toLocaleString('en')} transfers/s meanwhile`);
}

/** Times pushes one after the other and records the median and the 99th percentile. */
async function pushes(
  { plan, results, say }: Context,
  pod: Pod,
  listeners: Listeners,
  listening: readonly Customer[],
  name: string,
  endMs = Infinity,
): Promise<void> {
  const sinceSent: number[] = [];
  const sinceAnswer: number[] = [];
  for (let i = 0; i < plan.pushes && performance.now() < endMs; i++) {
    const [payer, payee] = [listening[i % listening.length], listening[(i + 1) % listening.length]];
    if (!payer || !payee) throw new Error('Nobody listens');
    const { sentMs, answeredMs, arrivedMs } = await push(pod, listeners, payer, payee);
    sinceSent.push(arrivedMs - sentMs);
    sinceAnswer.push(arrivedMs - answeredMs);
  }
  for (const [since, tookMs] of [['sending', sinceSent] as const, ['the answer', sinceAnswer] as const]) {
    tookMs.sort((a, b) => a - b);
    const [p50, p99] = [percentile(tookMs, 50), percentile(tookMs, 99)];
    results.value('realtime', `${name}, after ${since}, p50`, 'ms', p50);
    results.value('realtime', `${name}, after ${since}, p99`, 'ms', p99);
    say(`${name}, after ${since}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms of ${String(tookMs.length)}`);
  }
}

/** Moments by this process's clock; the receiver's push may well come before the payer's answer. */
interface Push {
  sentMs: number;
  answeredMs: number;
  arrivedMs: number;
}

async function push(pod: Pod, listeners: Listeners, payer: Customer, payee: Customer): Promise<Push> {
  const sentMs = performance.now();
  const response = await fetch(`${pod.url}/api/transfer`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${payer.sessionId}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ to: payee.username, amount: 1, memo: TIMED_MEMO }),
    signal: AbortSignal.timeout(10_000),
  });
  const { id } = (await response.json()) as { id: string };
  const answeredMs = performance.now();
  if (response.status !== 201) throw new Error(`A timed transfer was answered ${String(response.status)}`);
  return { sentMs, answeredMs, arrivedMs: await listeners.arrival(id) };
}
