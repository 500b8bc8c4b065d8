import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { StartupError } from '../errors/startup-error';
import { RELEASE_ADVISORY_LOCK, TRY_ADVISORY_LOCK } from './schema.sql';

/** An advisory lock: a number that nobody else in this database takes, and how long it is waited for at most. */
export interface AdvisoryLock {
  key: number;
  /** What its holder does. */
  purpose: string;
  waitMs: number;
}

/** The locks that pods take. */
export const LOCKS = {
  migrations: { key: 7_236_480_117, purpose: 'migrates the database', waitMs: 600_000 },
  demoSeed: { key: 7_236_480_118, purpose: 'seeds the personas', waitMs: 120_000 },
} as const satisfies Record<string, AdvisoryLock>;

const PAUSE_MS = 200;

/**
 * Lets one caller work at a time, over all pods of a database. The lock belongs to a connection of its own and ends with
 * it in any case; no transaction is open meanwhile, so working has no time limit here.
 *
 * @throws StartupError when somebody else holds the lock for too long, as one that is frozen would for ever
 */
export async function underAdvisoryLock<T>(
  dataSource: DataSource,
  { key, purpose, waitMs }: AdvisoryLock,
  work: () => Promise<T>,
): Promise<T> {
  const holder = dataSource.createQueryRunner();
  const deadline = performance.now() + waitMs;
  try {
    // Asked again and again: a session that waits inside the server would hold up CREATE INDEX CONCURRENTLY.
    while (!(await takeLock(holder, key))) {
      if (performance.now() > deadline)
        throw new StartupError(
          `Another process ${purpose} for more than ${String(Math.round(waitMs / 1000))} s: see whether it hangs (pg_locks, advisory lock ${String(key)}), and start again.`,
        );
      await delay(PAUSE_MS);
    }
    try {
      return await work();
    } finally {
      await holder.query(RELEASE_ADVISORY_LOCK, [key]).catch(() => undefined);
    }
  } finally {
    await holder.release();
  }
}

async function takeLock(holder: QueryRunner, key: number): Promise<boolean> {
  const rows = (await holder.query(TRY_ADVISORY_LOCK, [key])) as { taken: boolean }[];
  return rows[0]?.taken === true;
}
