import type { DataSource } from 'typeorm';
import { LOCKS, underAdvisoryLock } from './advisory-lock';
import { connectDatabase } from './database-connection';
import { migrationDatabaseOptions } from './database-options';

/**
 * Runs the migrations that are due. An advisory lock lets one caller work while others wait and then find nothing to do.
 *
 * @param afterwards run under the same lock, whether there was anything to do or not
 * @returns names of the migrations that were run
 * @throws StartupError when the database is not usable
 */
export async function migrateDatabase(
  databaseUrl: string,
  afterwards: (dataSource: DataSource) => Promise<void>,
): Promise<string[]> {
  const dataSource = await connectDatabase(migrationDatabaseOptions(databaseUrl));
  try {
    return await underAdvisoryLock(dataSource, LOCKS.migrations, async () => {
      const migrations = await dataSource.runMigrations({ transaction: 'each' });
      await afterwards(dataSource);
      return migrations.map(({ name }) => name);
    });
  } finally {
    await dataSource.destroy();
  }
}
