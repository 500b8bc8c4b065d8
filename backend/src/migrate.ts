import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { createReset, DROP_RESET, grantReset } from './demo/reset.sql';
import { ConfigError, loadMigrationConfig, type MigrationConfig } from './platform/config/config';
import { LOCKS, underAdvisoryLock } from './platform/database/advisory-lock';
import { connectDatabase, migrationDatabaseOptions } from './platform/database/database-connection';
import { sqlState } from './platform/database/database-errors';
import { StartupError } from './platform/errors/startup-error';
import { createLogger } from './platform/observability/logger';
import { createRole, FIND_ROLE, grantRights, WHERE_AND_WHO } from './pod-rights.sql';

interface Place {
  schema: string;
  database: string;
  owner: string;
}

const DENIED = '42501';

/**
 * Brings the schema and the rights of pods up to date. An advisory lock lets one caller work while others wait and then
 * find the migrations done.
 *
 * @returns names of the migrations that were run
 * @throws StartupError when the database is not usable
 */
export async function migrateBank({ ownerUrl, podUrl, testSupport }: MigrationConfig): Promise<string[]> {
  const dataSource = await connectDatabase(migrationDatabaseOptions(ownerUrl));
  try {
    return await underAdvisoryLock(dataSource, LOCKS.migrations, async () => {
      const migrations = await dataSource.runMigrations({ transaction: 'each' });
      await giveRights(dataSource, podUrl, testSupport);
      return migrations.map(({ name }) => name);
    });
  } finally {
    await dataSource.destroy();
  }
}

/** To pods and to the way back to the seed; also where no migration was due, since either may have been configured anew. */
async function giveRights(dataSource: DataSource, podUrl: string, testSupport: boolean): Promise<void> {
  const [place] = await dataSource.query<Place[]>(WHERE_AND_WHO);
  if (!place) throw new Error('PostgreSQL does not say where it is');
  const role = await podRole(dataSource, podUrl, place);
  await dataSource.transaction(async (tx) => {
    if (role !== null) for (const grant of grantRights(role, place.schema, place.database)) await tx.query(grant);
    await tx.query(testSupport ? createReset(place.schema) : DROP_RESET);
    if (role !== null && testSupport) await tx.query(grantReset(role));
  });
}

/** Whom pods sign in as, made when it is not there; null when that is the owner of the tables. */
async function podRole(dataSource: DataSource, podUrl: string, { owner }: Place): Promise<string | null> {
  const url = new URL(podUrl);
  const role = decodeURIComponent(url.username);
  if (role === '' || role === owner) {
    new Logger('Migrations').warn(
      'Pods sign in as the owner of the tables, who can change anything: give MIGRATION_DATABASE_URL the owner and DATABASE_URL another user',
    );
    return null;
  }
  const found: unknown[] = await dataSource.query(FIND_ROLE, [role]);
  if (found.length === 0) await create(dataSource, role, decodeURIComponent(url.password));
  return role;
}

async function create(dataSource: DataSource, role: string, password: string): Promise<void> {
  try {
    await dataSource.query(createRole(role, password));
  } catch (error) {
    if (sqlState(error) !== DENIED) throw error;
    throw new StartupError(
      `The user ${role} of DATABASE_URL does not exist, and the one of MIGRATION_DATABASE_URL may not make it. Create it, with LOGIN and no further rights.`,
    );
  }
}

/** `node dist/migrate.js`: brings the schema up to date. Any number may run at once, one of them does the work. */
async function main(): Promise<void> {
  Logger.overrideLogger(createLogger('info'));
  const logger = new Logger('Migrations');
  try {
    const done = await migrateBank(loadMigrationConfig(process.env));
    logger.log(done.length === 0 ? 'The database is up to date.' : `Migrated: ${done.join(', ')}.`);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StartupError) logger.fatal(error.message);
    else logger.fatal(error);
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
