import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { createReset, DROP_RESET, grantReset } from './demo/reset.sql';
import { LOCKS, underAdvisoryLock } from './platform/database/advisory-lock';
import { connectDatabase, migrationDatabaseOptions } from './platform/database/database-connection';
import { sqlState } from './platform/database/database-errors';
import { StartupError } from './platform/errors/startup-error';
import { createRole, FIND_ROLE, grantRights, WHERE_AND_WHO } from './pod-rights.sql';

export interface MigrationOptions {
  /** Of the one who owns the tables, or is going to. */
  ownerUrl: string;
  /** What pods are given: they get rights of their own where that names another user. */
  podUrl: string;
  /** Whether pods may reset the bank. */
  testSupport: boolean;
}

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
export async function migrateBank({ ownerUrl, podUrl, testSupport }: MigrationOptions): Promise<string[]> {
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
