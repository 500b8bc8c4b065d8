import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { connectDatabase } from './database-connection';
import { migrationDatabaseOptions } from './database-options';

/** Any number that nobody else in this database takes as an advisory lock. */
const LOCK = 7_236_480_117;
const PAUSE_MS = 200;

/**
 * Runs the migrations that are due. An advisory lock lets one caller work while others wait and then find nothing to do.
 *
 * @returns names of the migrations that were run
 * @throws StartupError when the database is not usable
 */
export async function migrateDatabase(databaseUrl: string): Promise<string[]> {
  const dataSource = await connectDatabase(migrationDatabaseOptions(databaseUrl));
  try {
    return await underLock(dataSource, async () => {
      const migrations = await dataSource.runMigrations({ transaction: 'each' });
      return migrations.map(({ name }) => name);
    });
  } finally {
    await dataSource.destroy();
  }
}

/** The lock belongs to a connection of its own, so it ends with this process in any case. */
async function underLock<T>(dataSource: DataSource, work: () => Promise<T>): Promise<T> {
  const holder = dataSource.createQueryRunner();
  try {
    // Asked again and again: a session that waits inside the server would hold up CREATE INDEX CONCURRENTLY.
    while (!(await takeLock(holder))) await delay(PAUSE_MS);
    return await work();
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    await holder.release();
  }
}

async function takeLock(holder: QueryRunner): Promise<boolean> {
  const rows = (await holder.query('SELECT pg_try_advisory_lock($1) AS taken', [LOCK])) as { taken: boolean }[];
  return rows[0]?.taken === true;
}
