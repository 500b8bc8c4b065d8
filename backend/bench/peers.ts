import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import ts from 'typescript';
import { isReady } from '../../scripts/stack/pods';
import { freePort } from '../../scripts/stack/ports';
import { ServerProcess } from '../../scripts/stack/server-process';
import { type Customers, OPENING_FUNDS } from './customers';
import { type Finding, type Proof, whenQuiet } from './proof';

export type PeerName = 'plain-nest' | 'bare-fastify';

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
  const process_ = await ServerProcess.start({
    name,
    command: process.execPath,
    args: [compile(name)],
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: { file: join(folder, `${name}.log`) },
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      DATABASE_POOL: POOL,
      REDIS_URL: redisUrl,
    },
  });
  const url = `http://127.0.0.1:${String(port)}`;
  await process_.until(() => isReady(url), PATIENCE_MS);
  return { url, pid: process_.pid, stop: () => process_.stop() };
}

function compile(name: PeerName): string {
  const folder = join(__dirname, 'dist');
  const file = join(folder, `${name}.js`);
  const { outputText } = ts.transpileModule(readFileSync(join(__dirname, 'peers', `${name}.ts`), 'utf8'), {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2023,
      esModuleInterop: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, outputText);
  return file;
}

/** The plain peer's accounts, in tables of its own that it made itself, and a proof of them. */
export class PlainLedger implements Proof {
  private posted = 0;

  private constructor(
    private readonly client: Client,
    private readonly total: number,
  ) {}

  static async open(databaseUrl: string, { payers, merchant }: Customers): Promise<PlainLedger> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const all = [...payers, merchant];
    const columns = [
      all.map(({ accountId }) => accountId),
      all.map(({ userId }) => userId),
      all.map(({ username }) => username),
      all.map(({ accountNumber }) => accountNumber),
    ];
    await client.query(
      `INSERT INTO plain_accounts (id, "holderId", alias, number, balance, seq)
        SELECT *, $5, 0 FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[])`,
      [...columns, OPENING_FUNDS],
    );
    return new PlainLedger(client, OPENING_FUNDS * all.length);
  }

  async check(): Promise<Finding> {
    await whenQuiet(this.client);
    const { rows } = await this.client.query<{ total: string; entries: string; transfers: string }>(
      `SELECT (SELECT sum(balance) FROM plain_accounts) AS total, (SELECT count(*) FROM plain_entries) AS entries,
        (SELECT count(*) FROM plain_transfers) AS transfers`,
    );
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
