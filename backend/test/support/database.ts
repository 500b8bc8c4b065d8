import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Entry } from '../../src/ledger/entry.entity';
import { LedgerAccount } from '../../src/ledger/ledger-account.entity';
import { LedgerService } from '../../src/ledger/ledger.service';
import { toMinor } from '../../src/ledger/money';
import type { AccountId, Posting, PostingOutcome } from '../../src/ledger/posting.types';
import { Transfer } from '../../src/ledger/transfer.entity';
import { migrationDatabaseOptions } from '../../src/platform/database/database-connection';
import { UnitsOfWork } from '../../src/platform/database/unit-of-work';
import { newId } from '../../src/platform/database/uuid';

/** A migrated database of its own on the server under test (TEST_DATABASE_URL), and the ledger on it. */
export class TestLedger {
  private constructor(
    readonly dataSource: DataSource,
    readonly service: LedgerService,
    readonly unitsOfWork: UnitsOfWork,
    readonly url: string,
    private readonly name: string,
  ) {}

  static async create(): Promise<TestLedger> {
    const name = `test_${randomBytes(8).toString('hex')}`;
    await onServer(`CREATE DATABASE ${name}`);
    const url = serverUrl();
    url.pathname = `/${name}`;
    const dataSource = new DataSource({
      ...migrationDatabaseOptions(url.href),
      poolSize: 8,
      entities: [LedgerAccount, Transfer, Entry],
    });
    await dataSource.initialize();
    await dataSource.runMigrations();
    return new TestLedger(dataSource, new LedgerService(dataSource), new UnitsOfWork(dataSource), url.href, name);
  }

  async drop(): Promise<void> {
    await this.dataSource.destroy();
    await onServer(`DROP DATABASE ${this.name}`);
  }

  sql<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.dataSource.query(text, values);
  }

  /** Opens a customer account, with funds from the treasury unless 0. */
  async open(funds = 0, currency = 'EUR'): Promise<AccountId> {
    const [id, treasury] = await this.unitsOfWork.run(async (tx): Promise<[AccountId, AccountId]> => [
      await this.service.openAccount(tx, currency),
      await this.service.treasury(tx, currency),
    ]);
    if (funds > 0)
      await this.post([
        payment({ kind: 'grant', idempotency: null, fromId: treasury, toId: id, amount: toMinor(funds), currency }),
      ]);
    return id;
  }

  /** Posts in one transaction. */
  post(postings: Posting[]): Promise<PostingOutcome[]> {
    return this.unitsOfWork.run((tx) => this.service.post(tx, postings));
  }
}

/** A payment with a key of its own. */
export function payment(given: Partial<Posting> & Pick<Posting, 'fromId' | 'toId'>): Posting {
  const transferId = newId();
  return {
    transferId,
    kind: 'payment',
    amount: toMinor(100),
    currency: 'EUR',
    memo: null,
    idempotency: { initiatedBy: newId(), key: transferId, requestHash: '00' },
    createdAt: new Date(),
    ...given,
  };
}

function serverUrl(): URL {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL is not set: test/setup/database.setup.ts sets it');
  return new URL(url);
}

/** On the server as a whole, as somebody who may make databases. */
async function onServer(text: string): Promise<void> {
  await runAt(serverUrl().href, text);
}

/** On the server as a whole, as somebody who may make roles. */
export async function asAdmin(text: string): Promise<void> {
  await runAt(adminUrl().href, text);
}

/** The server as its superuser reaches it, or as whoever TEST_DATABASE_URL names. */
export function adminUrl(): URL {
  return new URL(process.env.TEST_ADMIN_DATABASE_URL ?? serverUrl().href);
}

async function runAt(connectionString: string, text: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
