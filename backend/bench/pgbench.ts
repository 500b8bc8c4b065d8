import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { output, versionOf } from './program';
import type { LoadResult } from './results';
import { driveScript } from './sql-script';

export type PgbenchScript = 'step-by-step' | 'one-call' | 'pgledger';
export type Payee = 'any-payee' | 'one-payee';

const SLACK_SECONDS = 20;
const HERE = join(__dirname, 'pgbench');

/** PostgreSQL 18 has ids of version 7 itself; before that they are composed, so that they arrive in order there too. */
const BENCH_ID = {
  builtin: 'SELECT uuidv7()',
  composed: `SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
    || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`,
};

let known: { version: string | undefined } | undefined;

/** Version of the pgbench on the PATH; without one, a driver on Node runs the same scripts. */
export function pgbenchVersion(): string | undefined {
  known ??= { version: versionOf('pgbench') };
  return known.version;
}

/** How this side is called: the Node driver costs the machine more than pgbench, so its figures are not pgbench's. */
export function sqlSideName(): string {
  return pgbenchVersion() === undefined ? 'SQL by Node' : 'pgbench';
}

/** The bank's tables as somebody uses them who posts by SQL: without the triggers, with what the scripts call. */
export async function prepareForPgbench(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const table of ['ledger_accounts', 'transfers', 'entries'])
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    const { rows } = await client.query<{ builtin: boolean }>(
      `SELECT current_setting('server_version_num')::int >= 180000 AS builtin`,
    );
    const body = rows[0]?.builtin ? BENCH_ID.builtin : BENCH_ID.composed;
    await client.query(`CREATE FUNCTION bench_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$ ${body} $$`);
    await client.query(readFileSync(join(HERE, 'functions.sql'), 'utf8'));
  } finally {
    await client.end();
  }
}

export interface PgbenchRun {
  databaseUrl: string;
  script: PgbenchScript;
  payee: Payee;
  clients: number;
  seconds: number;
  customers: number;
  folder: string;
}

/** Transfers posted straight in SQL: prepared statements, each client one transaction after the other. */
export async function pgbench(run: PgbenchRun): Promise<LoadResult> {
  const text = [run.payee, run.script].map((name) => readFileSync(join(HERE, `${name}.sql`), 'utf8')).join('');
  if (pgbenchVersion() === undefined) return driveScript(text, run);
  const file = join(run.folder, `${run.payee}-${run.script}.sql`);
  writeFileSync(file, text);
  const { clients, seconds, customers, folder } = run;
  const shape = ['-n', '-M', 'prepared', '-c', String(clients), '-j', '1', '-T', String(seconds)];
  const url = new URL(run.databaseUrl);
  const place = ['-h', url.hostname, '-p', url.port || '5432', '-U', decodeURIComponent(url.username)];
  const printed = await output(
    'pgbench',
    'pgbench',
    [...shape, ...place, '-D', `customers=${String(customers)}`, '-f', file, url.pathname.slice(1)],
    { folder, env: { PGPASSWORD: decodeURIComponent(url.password) }, boundSeconds: seconds + SLACK_SECONDS },
  );
  return toResult(printed);
}

function toResult(printed: string): LoadResult {
  const number = (pattern: RegExp): number => {
    const found = pattern.exec(printed)?.[1];
    if (found === undefined) throw new Error(`pgbench did not say ${pattern.source}: ${printed}`);
    return Number(found);
  };
  return {
    perSecond: number(/tps = ([\d.]+)/),
    answered: number(/transactions actually processed: (\d+)/),
    errors: number(/failed transactions: (\d+)/),
    p50Ms: null,
    p99Ms: null,
  };
}
