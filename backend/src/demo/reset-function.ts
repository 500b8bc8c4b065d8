import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../platform/config/config';
import { LOCKS, underAdvisoryLock } from '../platform/database/advisory-lock';
import { sqlState } from '../platform/database/sql-state';
import { CALL_RESET, CREATE_RESET, DROP_RESET } from './reset.sql';

const DEADLOCK = '40P01';
const ATTEMPTS = 3;

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
      this.dataSource.query(this.config.testSupport ? CREATE_RESET : DROP_RESET),
    );
  }

  /** Empties the bank. It takes every table at once, so a batch that runs meanwhile can end in a deadlock with it. */
  async call(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.dataSource.query(CALL_RESET);
        return;
      } catch (error) {
        if (sqlState(error) !== DEADLOCK || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
