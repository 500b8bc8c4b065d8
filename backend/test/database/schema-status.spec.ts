import { SchemaStatus } from '../../src/platform/database/schema-status';
import { TestLedger } from '../support/database';

describe('the status of the schema', () => {
  let ledger: TestLedger;
  let status: SchemaStatus;

  beforeEach(async () => {
    ledger = await TestLedger.create();
    status = new SchemaStatus(ledger.dataSource);
    expect(await status.problem()).toBeNull();
  });

  afterEach(() => ledger.drop());

  it('tells of tables that were lost after everything was well', async () => {
    await ledger.sql('DROP TABLE entries');
    expect(await status.problem()).toBe('migrated once, but now without its tables: entries');
  });

  it('tells of migrations to run when the database was emptied', async () => {
    await ledger.sql('DROP SCHEMA public CASCADE');
    expect(await status.problem()).toMatch(/^still to run .*: CreateBank/);
  });

  it('does not mind migrations of a later version', async () => {
    await ledger.sql(`INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'Later9999999999999')`);
    expect(await status.problem()).toBeNull();
  });
});
