import { DomainError } from '../errors/domain-error';
import { unavailable } from '../errors/failures';
import { isDatabaseUnavailable } from './database-connection';
import { sqlState } from './sql-state';

/** What PostgreSQL says of a value it cannot read: not text, out of range, a NUL character, no such date. */
const UNREADABLE_VALUE = new Set(['22P02', '22P05', '22003', '22007', '22008', '22021']);

/** What an error of the database is to whoever asked for something. */
export function databaseFailure(error: unknown): DomainError | undefined {
  if (isDatabaseUnavailable(error)) return unavailable(error);
  if (UNREADABLE_VALUE.has(sqlState(error) ?? ''))
    return new DomainError('validation_failed', 'A value of the request cannot be read.', { cause: error });
  return undefined;
}
