import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import ts from 'typescript';
import { isReady } from '../../scripts/stack/pods';
import { freePort } from '../../scripts/stack/ports';
import { ServerProcess } from '../../scripts/stack/server-process';
import { type Customers, OPENING_FUNDS } from './customers';
import type { PeerTables } from './peers.sql';
import { type Finding, type Proof, whenQuiet } from './proof';

export type PeerName = 'plain-nest' | 'bare-fastify' | 'optimistic' | 'event-sourced';

export interface Peer {
  url: string;
  pid: number;
  stop(): Promise<unknown>;
}

/** As many connections as a pod of the bank has unless told otherwise. */
const POOL = '10';
const PATIENCE_MS = 60_000;

/** Starts one of the servers beside this file, compiled as the bank is. */
export async function startPeer(name: PeerName, databaseUrl: string, redisUrl: string, folder: string): Promise<Peer> {
  const port = await freePort();
  const env = {
    NODE_ENV: 'production',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: POOL,
    REDIS_URL: redisUrl,
  };
  const args = [compile(name)];
  return launchPeer({ name, command: process.execPath, args, env, port, health: '/health/ready', folder });
}

export interface PeerLaunch {
  name: string;
  command: string;
  args: string[];
  /** Beside what this process has. */
  env?: Record<string, string>;
  /** Where it is told to listen. */
  port: number;
  /** The path that answers once it can serve. */
  health: string;
  /** Where it runs and its log is kept. */
  folder: string;
}

/** Starts a server and waits until it can serve. */
export async function launchPeer(launch: PeerLaunch): Promise<Peer> {
  const { name, command, args, env = {}, port, health, folder } = launch;
  const process_ = await ServerProcess.start({
    name,
    command,
    args,
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: { file: join(folder, `${name}.log`) },
    cwd: folder,
    env: { ...process.env, ...env },
  });
  const url = `http://127.0.0.1:${String(port)}`;
  await process_.until(() => isReady(url, undefined, health), PATIENCE_MS);
  return { url, pid: process_.pid, stop: () => process_.stop() };
}

/** Compiles what stands beside this file, and returns the program of a peer. */
function compile(name: PeerName): string {
  const [sources, folder] = [join(__dirname, 'peers'), join(__dirname, 'dist')];
  mkdirSync(folder, { recursive: true });
  for (const source of readdirSync(sources).filter((file) => file.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(sources, source), 'utf8'), {
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2023,
        esModuleInterop: true,
        experimentalDecorators: true,
        emitDecoratorMetadata: true,
      },
    });
    writeFileSync(join(folder, source.replace(/\.ts$/, '.js')), outputText);
  }
  return join(folder, `${name}.js`);
}

/** A peer's accounts, in tables of its own, and a proof of them. */
export class PeerLedger implements Proof {
  private posted = 0;

  private constructor(
    private readonly client: Client,
    private readonly tables: PeerTables,
    private readonly total: number,
  ) {}

  static async open(databaseUrl: string, { payers, merchant }: Customers, tables: PeerTables): Promise<PeerLedger> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const all = [...payers, merchant];
    const columns = [
      all.map(({ accountId }) => accountId),
      all.map(({ userId }) => userId),
      all.map(({ username }) => username),
      all.map(({ accountNumber }) => accountNumber),
    ];
    if (tables.open !== undefined) await client.query(tables.open, [...columns, OPENING_FUNDS]);
    await client.query('ANALYZE');
    return new PeerLedger(client, tables, OPENING_FUNDS * all.length);
  }

  async check(): Promise<Finding> {
    await whenQuiet(this.client);
    const { rows } = await this.client.query<{ total: string; entries: string; transfers: string }>(this.tables.check);
    const [total, entries, transfers] = [rows[0]?.total, rows[0]?.entries, rows[0]?.transfers].map(Number);
    if (transfers === undefined) throw new Error('The proof answered nothing');
    const posted = transfers - this.posted;
    this.posted = transfers;
    if (total !== this.total) return { posted, problem: `balances sum up to ${String(total)}` };
    return { posted, problem: entries === 2 * transfers ? null : 'a transfer lacks an entry' };
  }

  end(): Promise<void> {
    return this.client.end();
  }
}
