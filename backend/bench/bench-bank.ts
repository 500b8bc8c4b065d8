import { createRunFolder } from '../../scripts/stack/folders';
import { migrate, Pod } from '../../scripts/stack/pods';
import { PostgresServer } from '../../scripts/stack/postgres';
import type { Servers } from '../../scripts/stack/stack';
import { type Customers, openAccounts } from './customers';

/** Per-user and per-address limits off; everything else as it comes. */
const POD_ENVIRONMENT = { RATE_LIMITS: 'relaxed' };

/** A migrated database with the customers' accounts in it; the name is unique on the server. */
export async function openDatabase(servers: Servers, name: string, customers: Customers): Promise<string> {
  const databaseUrl = await servers.postgres.createDatabase(name);
  await migrate(databaseUrl, servers.folder);
  await openAccounts(databaseUrl, customers);
  return databaseUrl;
}

/** A pod of the bank over one of the benchmark's databases. */
export function startPod(name: string, databaseUrl: string, redisUrl: string): Promise<Pod> {
  return Pod.start({ name, databaseUrl, redisUrl, folder: createRunFolder(), env: POD_ENVIRONMENT });
}

/** A gauge of the pod's metrics. */
export async function gauge(pod: Pod, name: string): Promise<number> {
  const response = await fetch(`${pod.url}/metrics`, { signal: AbortSignal.timeout(10_000) });
  const found = new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+-]+)$`, 'm').exec(await response.text())?.[1];
  if (found === undefined) throw new Error(`${pod.name} has no metric ${name}`);
  return Number(found);
}

/** Memory the pod's process holds, in MB (10^6 bytes). */
export async function residentMb(pod: Pod): Promise<number> {
  return (await gauge(pod, 'process_resident_memory_bytes')) / 1e6;
}

/** What GET answers in a customer's session. */
export async function ask<T>(pod: Pod, path: string, sessionId: string): Promise<T> {
  const headers = { authorization: `Bearer ${sessionId}` };
  const response = await fetch(`${pod.url}${path}`, { headers, signal: AbortSignal.timeout(600_000) });
  if (!response.ok) throw new Error(`GET ${path} answered ${String(response.status)}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** The processes that serve: the given ones, and PostgreSQL where it was started for this. */
export function serving({ postgres }: Servers, ...others: { pid: number }[]): number[] {
  const database = postgres instanceof PostgresServer ? postgres.pid : undefined;
  return [...others.map(({ pid }) => pid), ...(database === undefined ? [] : [database])];
}
