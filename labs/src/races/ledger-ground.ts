import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { LedgerService } from '../../../backend/src/ledger/ledger.service';
import { toMinor } from '../../../backend/src/ledger/money';
import type { AccountId, Posting } from '../../../backend/src/ledger/posting.types';
import {
  migrationDatabaseOptions,
  podDatabaseOptions,
} from '../../../backend/src/platform/database/database-connection';
import { UnitsOfWork } from '../../../backend/src/platform/database/unit-of-work';
import { newId } from '../../../backend/src/platform/database/uuid';
import type { Session } from '../database/session';
import { Batched } from '../ways/batched';
import type { Order } from '../ways/way';
import type { Ground, Mover, Sight } from './ground';
import { fundsOf } from './orders';
import type { RaceChoice } from './race.types';

const CURRENCY = 'EUR';
/** Nothing is asked twice here, so nothing is compared. */
const NO_HASH = '00'.repeat(32);
/** Grants in one transaction. */
const CHUNK = 250;

/** The bank's own tables, with their triggers, in a schema of their own; its own ledger pays on them. */
export class LedgerGround implements Ground {
  private readonly accounts: AccountId[] = [];
  private dataSource: DataSource | undefined;
  private batched: Batched | undefined;

  constructor(
    private readonly schema: string,
    private readonly url: string,
    private readonly choice: RaceChoice,
    private readonly keeper: Session,
  ) {}

  async prepare(): Promise<void> {
    await this.keeper.query(`CREATE SCHEMA ${this.schema}`);
    const migrating = new DataSource(this.within(migrationDatabaseOptions(this.url)));
    await migrating.initialize();
    await migrating.runMigrations();
    await migrating.destroy();
    const config = { databaseUrl: this.url, podName: 'lab', databasePool: 1 };
    this.dataSource = new DataSource(this.within(podDatabaseOptions(config)));
    await this.dataSource.initialize();
    const [ledger, units] = [new LedgerService(this.dataSource), new UnitsOfWork(this.dataSource)];
    await this.open(ledger, units);
    this.batched = new Batched(ledger, units);
  }

  enter(): Promise<Mover> {
    const { batched } = this;
    if (!batched) throw new Error('The tables are not prepared');
    return Promise.resolve({
      move: (order: Order) => batched.move(this.toPosting(order)),
      recover: () => Promise.resolve(),
    });
  }

  async look(observer: Session): Promise<Sight> {
    const { rows } = await observer.query<Sight>(
      `SELECT sum(balance) AS money, -sum(least(balance, 0)) AS overdrawn
       FROM ${this.schema}.ledger_accounts WHERE kind = 'customer'`,
    );
    return rows[0] ?? { money: 0, overdrawn: 0 };
  }

  async remove(): Promise<void> {
    await this.dataSource?.destroy();
    await this.keeper.query(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE`);
  }

  /** Opens the accounts and grants each its funds, as the bank does it. */
  private async open(ledger: LedgerService, units: UnitsOfWork): Promise<void> {
    const treasury = await units.run(async (tx) => {
      for (let id = 1; id <= this.choice.accounts; id++) this.accounts.push(await ledger.openAccount(tx, CURRENCY));
      return ledger.treasury(tx, CURRENCY);
    });
    const grants = this.accounts
      .map((toId, index) => posting('grant', treasury, toId, fundsOf(index + 1, this.choice)))
      .filter(({ amount }) => amount > 0);
    for (let start = 0; start < grants.length; start += CHUNK)
      await units.run((tx) => ledger.post(tx, grants.slice(start, start + CHUNK)));
  }

  private toPosting({ from, to, amount }: Order): Posting {
    return posting('payment', this.accounts[from - 1] ?? 0, this.accounts[to - 1] ?? 0, amount);
  }

  private within(options: PostgresDataSourceOptions): PostgresDataSourceOptions {
    const extra = options.extra as { options: string };
    return {
      ...options,
      applicationName: 'lab ledger',
      entities: [join(__dirname, '..', '..', '..', 'backend', 'src', 'ledger', '*.entity{.js,.ts}')],
      extra: { ...extra, options: `${extra.options} -c search_path=${this.schema}`.trim() },
    };
  }
}

/** Payments bear a key, as those of the bank's customers do. */
function posting(kind: Posting['kind'], fromId: AccountId, toId: AccountId, cents: number): Posting {
  const transferId = newId();
  const idempotency = kind === 'grant' ? null : { initiatedBy: transferId, key: transferId, requestHash: NO_HASH };
  const amount = toMinor(cents);
  return { transferId, kind, fromId, toId, amount, currency: CURRENCY, memo: null, idempotency, createdAt: new Date() };
}
