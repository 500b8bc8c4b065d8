import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { openDatabase, serving, startPod } from './bench-bank';
import type { Context } from './context';
import { generator, load } from './load/generator';
import { anyPaysAny, anyPaysMerchant, type Traffic } from './load/traffic';
import { measure, type Measurement } from './measure';
import { PeerLedger, type PeerName, startPeer } from './peers';
import { EVENT_SOURCED, OPTIMISTIC, type PeerTables, PGLEDGER } from './peers.sql';
import { pgbench } from './pgbench';
import { type ProgramPeer, programPeers } from './program-peers';
import { LedgerProof, type Proof } from './proof';

/** Of the load generator, and clients of pgbench. */
const CONNECTIONS = 64;

export const peerKinds = ['spread', 'hot'] as const;
type Kind = (typeof peerKinds)[number];

/** Ledgers as others write them, by what they are called in the table. */
export const peerNames = ['pgledger', 'optimistic', 'event-sourced', ...programPeers.map(({ name }) => name)] as const;

/** What one side's load under one traffic is called. */
export function peerRow(side: string, kind: Kind): string {
  return `peers: ${side}, ${kind}, ${String(CONNECTIONS)} connections`;
}

/** One ledger on this server: how it is loaded, and the proof of its tables. */
interface Side {
  name: string;
  servers: readonly number[];
  run: (kind: Kind, seconds: number) => ReturnType<typeof load>;
  proof: Proof;
  stop: () => Promise<unknown>;
}

/**
 * The bank beside ledgers that others write, each in a database of its own on one PostgreSQL, in turn. All of them commit
 * durably; pgledger is called in SQL, without HTTP, sessions and idempotency keys, the servers here answer the bank's requests,
 * and those that are programs of their own take transfers at their own API, with a key each but without sessions.
 */
export async function peersPart(context: Context): Promise<void> {
  const sides = [
    await bankSide(context),
    await pgledgerSide(context),
    await serverSide(context, 'optimistic', OPTIMISTIC),
    await serverSide(context, 'event-sourced', EVENT_SOURCED),
  ];
  for (const peer of found(context)) sides.push(await programSide(context, peer));
  const measurements = sides.flatMap((side) => peerKinds.map((kind) => measurementOf(context, side, kind)));
  context.say('Warming up');
  for (const { run, proof } of sides) {
    for (const kind of peerKinds) await run(kind, Math.max(1, Math.round(context.plan.warmUpSeconds / 4)));
    await proof.check();
  }
  for (let round = 1; round <= context.plan.rounds; round++) {
    context.say(`Round ${String(round)} of ${String(context.plan.rounds)}`);
    for (const measurement of measurements) await measure(context, measurement);
  }
  for (const { proof, stop } of sides) {
    await stop();
    await proof.end();
  }
}

function measurementOf({ plan }: Context, { name, servers, run, proof }: Side, kind: Kind): Measurement {
  return {
    part: 'peers',
    name: peerRow(name, kind),
    connections: CONNECTIONS,
    servers,
    run: (seconds) => run(kind, seconds),
    seconds: plan.seconds,
    check: () => proof.check(),
  };
}

async function bankSide(context: Context): Promise<Side> {
  const { servers, customers } = context;
  const databaseUrl = await openDatabase(servers, 'peers_bank', customers);
  const pod = await startPod('beside-peers', databaseUrl, servers.redis.url);
  return {
    name: 'bank',
    servers: serving(servers, pod),
    run: requestsTo(pod.url, context),
    proof: await LedgerProof.start(databaseUrl),
    stop: () => pod.stop(),
  };
}

async function serverSide(context: Context, name: PeerName, tables: PeerTables): Promise<Side> {
  const { servers, customers, folder } = context;
  const databaseUrl = await servers.postgres.createDatabase(`peers_${name.replace('-', '_')}`);
  const peer = await startPeer(name, databaseUrl, servers.redis.url, folder);
  return {
    name,
    servers: serving(servers, peer),
    run: requestsTo(peer.url, context),
    proof: await PeerLedger.open(databaseUrl, customers, tables),
    stop: () => peer.stop(),
  };
}

/** The programs that can be measured here; tells which cannot, and why. */
function found({ say }: Context): ProgramPeer[] {
  return programPeers.filter((peer) => {
    const missing = missingFor(peer);
    if (missing !== undefined) say(`Without ${peer.name}: ${missing} is not on the PATH`);
    return missing === undefined;
  });
}

function missingFor({ program, installed }: ProgramPeer): string | undefined {
  if (!installed()) return `its program \`${program}\``;
  return generator() === 'wrk' ? undefined : 'wrk';
}

async function programSide(context: Context, { name, start, request, tables }: ProgramPeer): Promise<Side> {
  const { servers, customers, folder } = context;
  const databaseUrl = await servers.postgres.createDatabase(`peers_${name.toLowerCase()}`);
  const peer = await start({ databaseUrl, redisUrl: servers.redis.url, customers, folder });
  return {
    name,
    servers: serving(servers, peer),
    run: requestsTo(peer.url, context, request),
    proof: await PeerLedger.open(databaseUrl, customers, tables),
    stop: () => peer.stop(),
  };
}

async function pgledgerSide({ servers, customers, folder }: Context): Promise<Side> {
  const databaseUrl = await servers.postgres.createDatabase('peers_pgledger');
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  for (const file of ['uuid-to-ulid.sql', 'pgledger.sql'])
    await client.query(readFileSync(join(__dirname, 'peers', 'pgledger', file), 'utf8'));
  await client.end();
  return {
    name: 'pgledger',
    servers: serving(servers),
    run: (kind, seconds) =>
      pgbench({
        databaseUrl,
        script: 'pgledger',
        payee: kind === 'spread' ? 'any-payee' : 'one-payee',
        clients: CONNECTIONS,
        seconds,
        customers: customers.payers.length,
        folder,
      }),
    proof: await PeerLedger.open(databaseUrl, customers, PGLEDGER),
    stop: () => Promise.resolve(),
  };
}

function requestsTo(url: string, context: Context, request: Partial<Traffic> = {}): Side['run'] {
  return (kind, seconds) => {
    const traffic = { ...(kind === 'spread' ? anyPaysAny : anyPaysMerchant), ...request };
    return load([url], traffic, CONNECTIONS, seconds, context);
  };
}
