import { DataSource } from 'typeorm';
import { Account } from '../../src/accounts/account.entity';
import { User } from '../../src/auth/user.entity';
import { Entry } from '../../src/ledger/entry.entity';
import { LedgerAccount } from '../../src/ledger/ledger-account.entity';
import { Transfer } from '../../src/ledger/transfer.entity';
import { Notification } from '../../src/notifications/notification.entity';
import { OutboxRow } from '../../src/notifications/outbox-row.entity';
import { migrationDatabaseOptions } from '../../src/platform/database/database-connection';
import { TestLedger } from '../support/database';

const entities = [User, Account, LedgerAccount, Transfer, Entry, Notification, OutboxRow];

describe('the migrated database and the entities', () => {
  let ledger: TestLedger;
  let dataSource: DataSource;

  beforeAll(async () => {
    ledger = await TestLedger.create();
    dataSource = await new DataSource({ ...migrationDatabaseOptions(ledger.url), entities }).initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await ledger.drop();
  });

  it('do not differ, by the schema builder of TypeORM', async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('have the same tables', async () => {
    const tables = await ledger.sql<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations' ORDER BY 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual(dataSource.entityMetadatas.map((each) => each.tableName).sort());
  });

  it('call every constraint and index by the same spelled-out name', async () => {
    const named = await ledger.sql<{ name: string }>(
      `SELECT conname AS name FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
        AND conrelid <> 'migrations'::regclass
       UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'migrations' ORDER BY 1`,
    );
    const declared = dataSource.entityMetadatas.flatMap((each) => [
      each.primaryColumns[0]?.primaryKeyConstraintName,
      ...[...each.uniques, ...each.checks, ...each.foreignKeys].map(({ name }) => name),
      ...each.indices.map(({ name }) => name),
    ]);
    expect(named.map(({ name }) => name)).toEqual(declared.toSorted());
  });
});
