import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';

/** Names of the advisory locks that pods take, each a number that nobody else in this database takes. */
export const LOCKS = { migrations: 7_236_480_117, demoSeed: 7_236_480_118, resetFunction: 7_236_480_119 } as const;

const PAUSE_MS = 200;

/**
 * Lets one caller work at a time, over all pods of a database. The lock belongs to a connection of its own and ends with
 * it in any case; no transaction is open meanwhile, so neither waiting nor working has a time limit here.
 */
export async function underAdvisoryLock<T>(dataSource: DataSource, lock: number, work: () => Promise<T>): Promise<T> {
  const holder = dataSource.createQueryRunner();
  try {
    // Asked again and again: a session that waits inside the server would hold up CREATE INDEX CONCURRENTLY.
    while (!(await takeLock(holder, lock))) await delay(PAUSE_MS);
    return await work();
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [lock]).catch(() => undefined);
    await holder.release();
  }
}

async function takeLock(holder: QueryRunner, lock: number): Promise<boolean> {
  const rows = (await holder.query('SELECT pg_try_advisory_lock($1) AS taken', [lock])) as { taken: boolean }[];
  return rows[0]?.taken === true;
}
