import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { migrateBank } from '../../src/migrate';
import { Entry } from '../../src/ledger/entry.entity';
import { LedgerAccount } from '../../src/ledger/ledger-account.entity';
import { Transfer } from '../../src/ledger/transfer.entity';
import { LedgerService } from '../../src/ledger/ledger.service';
import { migrationDatabaseOptions } from '../../src/platform/database/database-connection';
import { UnitsOfWork } from '../../src/platform/database/unit-of-work';
import { newId } from '../../src/platform/database/uuid';
import { adminUrl, asAdmin, payment, TestLedger } from '../support/database';

/** What somebody can do who has taken a pod over, and so has its user of the database. */
describe("the pods' user of the database", () => {
  const role = `pod_${randomBytes(8).toString('hex')}`;
  let ledger: TestLedger;
  let pod: DataSource;
  let options: { ownerUrl: string; podUrl: string };
  let alice: number;
  let bob: number;

  beforeAll(async () => {
    ledger = await TestLedger.create();
    const podUrl = new URL(ledger.url);
    podUrl.username = role;
    podUrl.password = 'of-a-pod';
    options = { ownerUrl: ledger.url, podUrl: podUrl.href };
    await asAdmin(`CREATE ROLE ${role} LOGIN PASSWORD 'of-a-pod'`);
    await migrateBank({ ...options, testSupport: false });
    const entities = [LedgerAccount, Transfer, Entry];
    pod = await new DataSource({ ...migrationDatabaseOptions(podUrl.href), entities }).initialize();
    [alice, bob] = [await ledger.open(1000), await ledger.open(1000)];
  });

  afterAll(async () => {
    await pod.destroy();
    await dropped(role);
    await ledger.drop();
  });

  /** Takes a user's rights in this database, and then the user. */
  async function dropped(name: string): Promise<void> {
    const here = adminUrl();
    here.pathname = new URL(ledger.url).pathname;
    const admin = await new DataSource(migrationDatabaseOptions(here.href)).initialize();
    await admin.query(`DROP OWNED BY ${name}`);
    await admin.query(`DROP ROLE ${name}`);
    await admin.destroy();
  }

  it('opens accounts and posts', async () => {
    const service = new LedgerService(pod);
    const [outcome] = await new UnitsOfWork(pod).run(async (tx) => {
      await service.treasury(tx, 'EUR');
      const opened = await service.openAccount(tx, 'EUR');
      return service.post(tx, [payment({ fromId: alice, toId: opened })]);
    });
    expect(outcome?.status).toBe('posted');
  });

  it.each([
    'ALTER TABLE entries DISABLE TRIGGER USER',
    'ALTER TABLE ledger_accounts DISABLE TRIGGER ALL',
    'ALTER TABLE ledger_accounts DROP CONSTRAINT ck_ledger_accounts_balance',
    'ALTER TABLE entries OWNER TO CURRENT_USER',
    'SET session_replication_role = replica',
    'DROP TRIGGER tr_entries_inserted ON entries',
    'DROP FUNCTION ledger_check_entries() CASCADE',
    `CREATE OR REPLACE FUNCTION ledger_check_entries() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    'CREATE TRIGGER mine BEFORE INSERT ON entries FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger()',
    'CREATE RULE mine AS ON UPDATE TO ledger_accounts DO INSTEAD NOTHING',
    'TRUNCATE entries',
    'TRUNCATE users CASCADE',
    'UPDATE entries SET amount = 1',
    'UPDATE transfers SET amount = 1',
    `UPDATE ledger_accounts SET kind = 'treasury'`,
    `UPDATE ledger_accounts SET currency = 'USD'`,
    'UPDATE accounts SET holder_id = NULL',
    `UPDATE users SET username = 'mallory'`,
    `UPDATE notifications SET data = '{}'`,
    'DELETE FROM entries',
    'DELETE FROM transfers',
    'DELETE FROM ledger_accounts',
    'DELETE FROM accounts',
    'DELETE FROM users',
    'DELETE FROM notifications',
    'DELETE FROM migrations',
    `INSERT INTO migrations (timestamp, name) VALUES (1, 'Mine1')`,
    'DROP TABLE outbox',
    'DROP SCHEMA public CASCADE',
    'CREATE TABLE mine (n int)',
    'CREATE TEMPORARY TABLE entries (LIKE public.entries)',
    'CREATE SCHEMA mine',
    'CREATE EXTENSION dblink',
    `CREATE FUNCTION mine() RETURNS void LANGUAGE sql AS ''`,
    'DO $$ BEGIN LOCK TABLE entries; END $$',
    'ALTER ROLE CURRENT_USER SUPERUSER',
    `COPY entries TO PROGRAM 'true'`,
    `SELECT pg_read_file('PG_VERSION')`,
    'SELECT passwd FROM pg_shadow',
  ])('cannot: %s', async (attack) => {
    await expect(pod.query(attack)).rejects.toThrow(/permission denied|must be owner|must be (a )?superuser/);
  });

  it('cannot give itself a right', async () => {
    await pod.query('GRANT UPDATE, DELETE, TRUNCATE, TRIGGER ON entries TO CURRENT_USER');
    const has = `SELECT has_table_privilege('entries', 'UPDATE, DELETE, TRUNCATE, TRIGGER') AS any`;
    expect(await pod.query(has)).toEqual([{ any: false }]);
  });

  it('cannot take the role of the owner', async () => {
    const [owner] = await ledger.sql<{ name: string }>('SELECT current_user AS name');
    await expect(pod.query(`SET ROLE ${owner?.name ?? ''}`)).rejects.toThrow('permission denied');
  });

  it.each([
    ['hands itself a balance', 'UPDATE ledger_accounts SET balance = balance + 100 WHERE id = $1'],
    [
      'opens an account with money in it',
      `INSERT INTO ledger_accounts (currency, kind, balance) VALUES ('EUR', 'customer', $1)`,
    ],
    [
      'writes an entry that no transfer stands for',
      `INSERT INTO entries VALUES ($1, 2, '${newId()}', 100, 1100, now())`,
    ],
  ])('is stopped by the triggers when it %s', async (_what, attack) => {
    await expect(pod.query(attack, [bob])).rejects.toThrow(
      /disagrees|money comes by a transfer|belongs to no transfer/,
    );
  });

  describe('and the way back to the seed', () => {
    afterEach(() => migrateBank({ ...options, testSupport: false }));

    it('is not there without TEST_SUPPORT', async () => {
      await expect(pod.query('SELECT testing_reset()')).rejects.toThrow('does not exist');
    });

    it('is a function of the owner with it, which others may not call', async () => {
      await migrateBank({ ...options, testSupport: true });
      const other = `other_${randomBytes(8).toString('hex')}`;
      await asAdmin(`CREATE ROLE ${other} LOGIN`);
      const callable = `SELECT has_function_privilege($1, 'testing_reset()', 'EXECUTE') AS callable`;
      expect(await ledger.sql(callable, [role])).toEqual([{ callable: true }]);
      expect(await ledger.sql(callable, [other])).toEqual([{ callable: false }]);
      await asAdmin(`DROP ROLE ${other}`);
    });
  });

  it('is made by the migration where it is not there', async () => {
    const name = `made_${randomBytes(8).toString('hex')}`;
    const podUrl = new URL(options.podUrl);
    podUrl.username = name;
    podUrl.password = "with 'quotes' and @";
    const ownerUrl = adminUrl();
    ownerUrl.pathname = podUrl.pathname;
    await migrateBank({ ownerUrl: ownerUrl.href, podUrl: podUrl.href, testSupport: false });
    const made = await new DataSource(migrationDatabaseOptions(podUrl.href)).initialize();
    expect(await made.query('SELECT count(*) AS count FROM users')).toEqual([{ count: 0 }]);
    await made.destroy();
    await dropped(name);
  });

  it('that cannot be made is named in one sentence', async () => {
    const podUrl = new URL(options.podUrl);
    podUrl.username = 'nobody_made_me';
    // The pods' own user stands for an owner without the right to make users.
    const migrating = migrateBank({ ownerUrl: options.podUrl, podUrl: podUrl.href, testSupport: false });
    await expect(migrating).rejects.toThrow('The user nobody_made_me of DATABASE_URL does not exist');
  });
});
