import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../scripts/stack/ports';
import { type Customers, OPENING_FUNDS } from './customers';
import type { Traffic } from './load/traffic';
import { launchPeer, type Peer } from './peers';
import { BLNK, FORMANCE, type PeerTables } from './peers.sql';
import { output, versionOf } from './program';

interface Place {
  databaseUrl: string;
  redisUrl: string;
  customers: Customers;
  folder: string;
}

/** A ledger that is a program of its own, measured where that is on the PATH. */
export interface ProgramPeer {
  name: string;
  /** What it is called on the PATH. */
  program: string;
  /** Whether the program of that name is the ledger meant here. */
  installed: () => boolean;
  start: (place: Place) => Promise<Peer>;
  request: Pick<Traffic, 'path' | 'shape'>;
  tables: PeerTables;
}

const MIGRATION_SECONDS = 60;

/** Answers a transfer when it is committed (`skip_queue`), instead of when it is queued in Redis. */
const blnk: ProgramPeer = {
  name: 'Blnk',
  program: 'blnk',
  installed: () => versionOf('blnk', '--help')?.startsWith('Open source ledger') === true,
  start: startBlnk,
  request: { path: '/transactions', shape: 'blnk' },
  tables: BLNK,
};

/** Chains the hashes of its log while it posts, so that one ledger's transactions wait for each other. */
const formance: ProgramPeer = {
  name: 'Formance',
  program: 'ledger',
  installed: () => versionOf('ledger')?.startsWith('ledger version') === true,
  start: startFormance,
  request: { path: '/v2/bank/transactions', shape: 'formance' },
  tables: FORMANCE,
};

export const programPeers: readonly ProgramPeer[] = [blnk, formance];

/** With the configuration that its docker-compose.yaml writes, which it reads from where it runs; it reports to nobody. */
async function startBlnk({ databaseUrl, redisUrl, folder }: Place): Promise<Peer> {
  const port = await freePort();
  const configuration = {
    project_name: 'Blnk',
    data_source: { dns: withoutTls(databaseUrl) },
    redis: { dns: redisUrl },
    server: { port: String(port) },
    enable_telemetry: false,
  };
  writeFileSync(join(folder, 'blnk.json'), JSON.stringify(configuration));
  await output('blnk-migrate', 'blnk', ['migrate', 'up'], { folder, boundSeconds: MIGRATION_SECONDS });
  return launchPeer({ name: 'blnk', command: 'blnk', args: ['start'], port, health: '/health', folder });
}

/** With the connections that its examples/standalone/docker-compose.yml gives it, and a ledger of this bank. */
async function startFormance({ databaseUrl, customers, folder }: Place): Promise<Peer> {
  const port = await freePort();
  const connections = ['--postgres-max-open-conns', '40', '--postgres-max-idle-conns', '40'];
  const place = ['--postgres-uri', withoutTls(databaseUrl), '--bind', `127.0.0.1:${String(port)}`];
  const args = ['serve', ...place, ...connections, '--postgres-conn-max-idle-time', '5m', '--auto-upgrade'];
  const peer = await launchPeer({ name: 'formance', command: 'ledger', args, port, health: '/_healthcheck', folder });
  await post(`${peer.url}/v2/bank`, {});
  const grants = [...customers.payers, customers.merchant].map(({ username }) => grantTo(username));
  for (let i = 0; i < grants.length; i += BULK) await post(`${peer.url}/v2/bank/_bulk`, grants.slice(i, i + BULK));
  return peer;
}

/** As many as it takes in one request. */
const BULK = 100;

function grantTo(username: string): object {
  const posting = { source: 'world', destination: `users:${username}`, amount: OPENING_FUNDS, asset: 'EUR/2' };
  return { action: 'CREATE_TRANSACTION', data: { postings: [posting] } };
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(30_000);
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${url} answered ${String(response.status)}: ${text}`);
}

/** Both ask for TLS unless told otherwise. */
function withoutTls(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  if (!url.searchParams.has('sslmode')) url.searchParams.set('sslmode', 'disable');
  return url.href;
}
