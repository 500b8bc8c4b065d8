import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sqlState } from '../platform/database/database-errors';
import { DomainError } from '../platform/errors/domain-error';
import { CALL_RESET } from './reset.sql';

const DEADLOCK = '40P01';
/** There is no such function, or this pod may not call it. */
const NOT_OURS = ['42883', '42501'];
const ATTEMPTS = 3;

/** The one way past the triggers that keep the ledger append-only: a function of the database, made by the migration. */
@Injectable()
export class ResetFunction {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Empties the bank. It takes every table at once, so a batch that runs meanwhile can end in a deadlock with it.
   *
   * @throws DomainError dependency_unavailable where the migration was run without TEST_SUPPORT
   */
  async call(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.dataSource.query(CALL_RESET);
        return;
      } catch (error) {
        if (NOT_OURS.includes(sqlState(error) ?? ''))
          throw new DomainError(
            'dependency_unavailable',
            'The database has no reset for this pod: run the migration with TEST_SUPPORT=true as well.',
            { retryAfterSeconds: 60, cause: error },
          );
        if (sqlState(error) !== DEADLOCK || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
