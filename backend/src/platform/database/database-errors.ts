import { QueryFailedError } from 'typeorm';
import { DomainError, unavailable } from '../errors/domain-error';

/** SQLSTATE of an error that PostgreSQL reported, or undefined: then it never came from the server. */
export function sqlState(error: unknown): string | undefined {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return undefined;
  const { code, severity } = cause as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && typeof severity === 'string' ? code : undefined;
}

/** Name of the constraint an insert or update violated, or undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return sqlState(error)?.startsWith('23') ? (cause as { constraint?: string }).constraint : undefined;
}

/** It is open whether the transaction was committed. */
export class CommitUnknownError extends Error {}

const NETWORK_CODES = new Set([
  ...['ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['ENOENT', 'EACCES', 'EPIPE', 'ETIMEDOUT'],
]);

/** Messages of pg and its pool, which have no code. */
const NETWORK_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Driver not Connected)/;

/**
 * Whether an error means that PostgreSQL is away, is starting, stopping, full or did not answer in time: trying again
 * later makes sense, and the statement was not to blame.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  if (error instanceof CommitUnknownError) return true;
  const state = sqlState(error);
  // Connection exceptions, operator intervention, insufficient resources, transactions or sessions timed out, and tables
  // that are not there: not yet, or no more.
  if (state !== undefined)
    return /^(08|57P|53)/.test(state) || ['25P03', '25P04', '55P03', '57014', '42P01'].includes(state);
  if (!(error instanceof Error)) return false;
  const cause = (error as { driverError?: unknown }).driverError;
  if (cause instanceof Error && cause !== error) return isDatabaseUnavailable(cause);
  return NETWORK_CODES.has((error as NodeJS.ErrnoException).code ?? '') || NETWORK_MESSAGES.test(error.message);
}

/** What PostgreSQL says of a value it cannot read: not text, out of range, a NUL character, no such date. */
const UNREADABLE_VALUE = new Set(['22P02', '22P05', '22003', '22007', '22008', '22021']);

/** What an error of the database is to whoever asked for something. */
export function databaseFailure(error: unknown): DomainError | undefined {
  if (isDatabaseUnavailable(error)) return unavailable(error);
  if (UNREADABLE_VALUE.has(sqlState(error) ?? ''))
    return new DomainError('validation_failed', 'A value of the request cannot be read.', { cause: error });
  return undefined;
}
