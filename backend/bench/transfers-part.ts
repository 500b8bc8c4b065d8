import { setTimeout as delay } from 'node:timers/promises';
import type { Pod } from '../../scripts/stack/pods';
import { openDatabase, residentMb, serving, startPod } from './bench-bank';
import type { Context } from './context';
import { load } from './load/generator';
import { anyPaysAny, anyPaysMerchant, bulkPayments, readBalance, type Traffic } from './load/traffic';
import { measure, type Measurement } from './measure';
import { type Peer, PeerLedger, startPeer } from './peers';
import { PLAIN } from './peers.sql';
import { pgbench, type PgbenchScript, prepareForPgbench, sqlSideName } from './pgbench';
import { LedgerProof } from './proof';

/** Connections that payments in bulk are measured with. */
const BULK_CONNECTIONS = [1, 8];
/** Connections that reads are measured with. */
const READ_CONNECTIONS = 64;

const kinds: [string, Traffic][] = [
  ['spread', anyPaysAny],
  ['hot', anyPaysMerchant],
];

/** Everything that is compared, up at once and loaded in turn. */
interface Sides {
  pod: Pod;
  bankProof: LedgerProof;
  sqlUrl: string;
  sqlProof: LedgerProof;
  plain: Peer;
  plainLedger: PeerLedger;
  bare: Peer;
}

/** This bank, SQL by pgbench, the plain peer and bare Fastify, side by side. */
export async function transfersPart(context: Context): Promise<void> {
  const { plan, say } = context;
  const sides = await openSides(context);
  const measurements = [
    ...bankSide(context, sides),
    ...bulkSide(context, sides),
    ...sqlSide(context, sides),
    ...peerSides(context, sides),
  ];
  say('Warming up');
  await warmUp(context, sides);
  for (let round = 1; round <= plan.rounds; round++) {
    say(`Round ${String(round)} of ${String(plan.rounds)}`);
    for (const measurement of measurements) await measure(context, measurement);
  }
  await delay(plan.restSeconds * 1000);
  context.results.value('transfers', 'bank: memory after the load', 'MB', await residentMb(sides.pod));
  await Promise.all([sides.pod.stop(), sides.plain.stop(), sides.bare.stop()]);
  await Promise.all([sides.bankProof.end(), sides.sqlProof.end(), sides.plainLedger.end()]);
}

async function openSides({ servers, customers, folder }: Context): Promise<Sides> {
  const redisUrl = servers.redis.url;
  const bankUrl = await openDatabase(servers, 'bench_bank', customers);
  const sqlUrl = await openDatabase(servers, 'bench_sql', customers);
  await prepareForPgbench(sqlUrl);
  const plainUrl = await servers.postgres.createDatabase('bench_plain');
  const plain = await startPeer('plain-nest', plainUrl, redisUrl, folder);
  return {
    pod: await startPod('bank', bankUrl, redisUrl),
    bankProof: await LedgerProof.start(bankUrl),
    sqlUrl,
    sqlProof: await LedgerProof.start(sqlUrl),
    plain,
    plainLedger: await PeerLedger.open(plainUrl, customers, PLAIN),
    bare: await startPeer('bare-fastify', bankUrl, redisUrl, folder),
  };
}

function bankSide(context: Context, { pod, bankProof }: Sides): Measurement[] {
  return context.plan.connections.flatMap((connections) =>
    kinds.map(([kind, traffic]): Measurement => ({
      part: 'transfers',
      name: `bank: ${kind}, ${String(connections)} connections`,
      connections,
      servers: serving(context.servers, pod),
      run: (seconds) => load([pod.url], traffic, connections, seconds, context),
      seconds: context.plan.seconds,
      check: () => bankProof.check(),
    })),
  );
}

function bulkSide(context: Context, { pod, bankProof }: Sides): Measurement[] {
  return BULK_CONNECTIONS.map((connections) => ({
    part: 'transfers',
    name: `bank: bulk of ${String(bulkPayments.bulk)}, ${String(connections)} connections`,
    connections: connections * (bulkPayments.bulk ?? 1),
    servers: serving(context.servers, pod),
    run: (seconds) => load([pod.url], bulkPayments, connections, seconds, context),
    seconds: context.plan.seconds,
    check: () => bankProof.check(),
  }));
}

function sqlSide({ plan, servers, customers, folder }: Context, { sqlUrl, sqlProof }: Sides): Measurement[] {
  const measurement = (script: PgbenchScript, kind: 'spread' | 'hot', clients: number): Measurement => ({
    part: 'transfers',
    name: `${sqlSideName()}: ${kind}, ${script}, ${String(clients)} clients`,
    connections: clients,
    servers: serving(servers),
    run: (seconds) =>
      pgbench({
        databaseUrl: sqlUrl,
        script,
        payee: kind === 'spread' ? 'any-payee' : 'one-payee',
        clients,
        seconds,
        customers: customers.payers.length,
        folder,
      }),
    seconds: plan.seconds,
    check: () => sqlProof.check(),
  });
  return [
    measurement('step-by-step', 'spread', 1),
    ...(['step-by-step', 'one-call'] as const).flatMap((script) =>
      (['spread', 'hot'] as const).map((kind) => measurement(script, kind, plan.clients)),
    ),
  ];
}

function peerSides(context: Context, sides: Sides): Measurement[] {
  const { plan } = context;
  const transfers = plan.peerConnections.flatMap((connections) =>
    kinds.map(([kind, traffic]): Measurement => ({
      part: 'transfers',
      name: `plain Nest: ${kind}, ${String(connections)} connections`,
      connections,
      servers: serving(context.servers, sides.plain),
      run: (seconds) => load([sides.plain.url], traffic, connections, seconds, context),
      seconds: plan.seconds,
      check: () => sides.plainLedger.check(),
    })),
  );
  const readers: [string, { url: string; pid: number }][] = [
    ['bank', sides.pod],
    ['bare Fastify', sides.bare],
    ['plain Nest', sides.plain],
  ];
  const reads = readers.map(([side, reader]): Measurement => ({
    part: 'transfers',
    name: `${side}: GET /balance, ${String(READ_CONNECTIONS)} connections`,
    connections: READ_CONNECTIONS,
    servers: serving(context.servers, reader),
    run: (seconds) => load([reader.url], readBalance, READ_CONNECTIONS, seconds, context),
    seconds: plan.seconds,
    check: null,
  }));
  return [...transfers, ...reads];
}

async function warmUp(
  context: Context,
  { pod, plain, bare, sqlUrl, bankProof, sqlProof, plainLedger }: Sides,
): Promise<void> {
  const { plan, customers, folder } = context;
  const each = Math.max(1, Math.round(plan.warmUpSeconds / 4));
  for (const url of [pod.url, plain.url]) {
    await load([url], anyPaysAny, 64, each * 2, context);
    await load([url], anyPaysMerchant, 64, each, context);
  }
  for (const url of [pod.url, plain.url, bare.url]) await load([url], readBalance, READ_CONNECTIONS, each, context);
  const script = { databaseUrl: sqlUrl, script: 'step-by-step', payee: 'any-payee', clients: plan.clients } as const;
  await pgbench({ ...script, seconds: each, customers: customers.payers.length, folder });
  for (const proof of [bankProof, sqlProof, plainLedger]) {
    const { problem } = await proof.check();
    if (problem !== null) throw new Error(`The ledger does not add up after warming up: ${problem}`);
  }
}
