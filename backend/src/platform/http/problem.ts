import { HttpException } from '@nestjs/common';
import { isDatabaseUnavailable } from '../database/database-connection';
import { sqlState } from '../database/sql-state';
import { isRedisAway } from '../redis/redis-errors';
import { DomainError } from '../errors/domain-error';
import { PROBLEMS, type ProblemCode } from '../errors/problem-codes';
import type { ProblemDto } from '../errors/problem.dto';

/** HTTP errors that Nest and Fastify raise by themselves. */
const CODE_OF_STATUS: Partial<Record<number, ProblemCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  503: 'overloaded',
};

/** What PostgreSQL says of a value it cannot read: not text, out of range, a NUL character, no such date. */
const UNREADABLE_VALUE = new Set(['22P02', '22P05', '22003', '22007', '22008', '22021']);

/** Turns whatever was thrown into a failure with a code. Anything unforeseen becomes `internal` and tells nothing. */
export function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status = statusOf(error);
  if (status !== undefined && status < 500) {
    const code = CODE_OF_STATUS[status] ?? 'validation_failed';
    return new DomainError(code, code === 'not_found' ? 'There is nothing at this address.' : messageOf(error, code));
  }
  if (status === 503 || isDatabaseUnavailable(error) || isRedisAway(error))
    return new DomainError('dependency_unavailable', 'A part of the bank does not answer right now; try again.', {
      retryAfterSeconds: 1,
      cause: error,
    });
  if (UNREADABLE_VALUE.has(sqlState(error) ?? ''))
    return new DomainError('validation_failed', 'A value of the request cannot be read.', { cause: error });
  return new DomainError('internal', 'It is not your fault. Name the request id when you report it.', { cause: error });
}

/** The body of the answer. */
export function toProblem(error: DomainError, url: string, requestId: string): ProblemDto {
  const { code, status, message, errors } = error;
  return {
    type: `urn:banking-demo:problem:${code}`,
    title: PROBLEMS[code].title,
    status,
    detail: message,
    code,
    instance: url.replace(/[?#].*$/su, ''),
    requestId,
    ...(errors && { errors }),
  };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  // Fastify's own errors and those of its plugins.
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return undefined;
}

function messageOf(error: unknown, code: ProblemCode): string {
  const message = error instanceof Error ? error.message : '';
  return message === '' ? `${PROBLEMS[code].title}.` : message.replace(/[^.!?]$/u, '$&.');
}
