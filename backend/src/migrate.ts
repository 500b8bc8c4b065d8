import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { ConfigError, loadMigrationConfig } from './platform/config/config';
import { StartupError } from './platform/errors/startup-error';
import { migrateBank } from './migrate-bank';
import { createLogger } from './platform/observability/logger';

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

void main();
