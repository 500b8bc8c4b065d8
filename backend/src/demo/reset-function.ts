import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../platform/config/config';
import { LOCKS, underAdvisoryLock } from '../platform/database/advisory-lock';
import { sqlState } from '../platform/database/sql-state';

const DEADLOCK = '40P01';
const ATTEMPTS = 3;

/** Identities go on counting, so that nothing remembered from before can name something new. */
const DEFINE = `CREATE OR REPLACE FUNCTION testing_reset() RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    ALTER TABLE ledger_accounts DISABLE TRIGGER USER;
    ALTER TABLE transfers DISABLE TRIGGER USER;
    ALTER TABLE entries DISABLE TRIGGER USER;
    TRUNCATE ledger_accounts, transfers, entries, accounts, users, notifications, outbox CONTINUE IDENTITY;
    ALTER TABLE ledger_accounts ENABLE TRIGGER USER;
    ALTER TABLE transfers ENABLE TRIGGER USER;
    ALTER TABLE entries ENABLE TRIGGER USER;
  END $$`;

const DROP = 'DROP FUNCTION IF EXISTS testing_reset()';

/**
 * The one way past the triggers that keep the ledger append-only: a function of the database that is there with
 * TEST_SUPPORT and dropped by a pod that starts without it.
 */
@Injectable()
export class ResetFunction implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly dataSource: DataSource,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await underAdvisoryLock(this.dataSource, LOCKS.resetFunction, () =>
      this.dataSource.query(this.config.testSupport ? DEFINE : DROP),
    );
  }

  /** Empties the bank. It takes every table at once, so a batch that runs meanwhile can end in a deadlock with it. */
  async call(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.dataSource.query('SELECT testing_reset()');
        return;
      } catch (error) {
        if (sqlState(error) !== DEADLOCK || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
