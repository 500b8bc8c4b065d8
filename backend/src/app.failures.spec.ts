import { BadRequestException, ForbiddenException, HttpException, NotFoundException } from '@nestjs/common';
import { errorCodes } from 'fastify';
import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { databaseFailure } from './platform/database/database-errors';
import { DomainError } from './platform/errors/domain-error';
import { Failures, problemHeaders, toProblem } from './platform/errors/problem.filter';
import { redisFailure } from './platform/redis/redis-client';

const failures = new Failures([databaseFailure, redisFailure]);

/** As PostgreSQL reports it, and as TypeORM wraps it. */
function reported(state: string): DatabaseError {
  const error = new DatabaseError('secret detail of the database', 1, 'error');
  error.code = state;
  error.severity = 'ERROR';
  return error;
}

function network(code: string): Error {
  return Object.assign(new Error(`connect ${code} 10.0.0.1:5432`), { code, syscall: 'connect' });
}

describe('Failures', () => {
  it('keeps a failure that has a code', () => {
    const error = new DomainError('insufficient_funds', 'Too little.');
    expect(failures.of(error)).toBe(error);
  });

  it.each([
    ['an unknown address', new NotFoundException('Cannot GET /x'), 'not_found'],
    ['a bad request', new BadRequestException('No.'), 'validation_failed'],
    ['what is forbidden', new ForbiddenException(), 'forbidden'],
    ['a body beyond the limit', new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE(), 'payload_too_large'],
    ['a body of another type', new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE('text/xml'), 'unsupported_media_type'],
    ['an empty JSON body', new errorCodes.FST_ERR_CTP_EMPTY_JSON_BODY(), 'validation_failed'],
    ['an address that cannot be decoded', new errorCodes.FST_ERR_BAD_URL('/%E0'), 'validation_failed'],
    ['a status without a code of its own', new HttpException('Too long', 414), 'validation_failed'],
    ['a value the database cannot read', reported('22P02'), 'validation_failed'],
    ['a NUL character that reached the database', new QueryFailedError('', [], reported('22021')), 'validation_failed'],
    ['a database that is not there', network('ECONNREFUSED'), 'dependency_unavailable'],
    ['several addresses that are not there', new AggregateError([network('ECONNREFUSED')]), 'dependency_unavailable'],
    ['a database that is shutting down', reported('57P01'), 'dependency_unavailable'],
    ['a database without free connections', reported('53300'), 'dependency_unavailable'],
    ['a statement over its time', reported('57014'), 'dependency_unavailable'],
    ['a lost connection', new Error('Connection terminated unexpectedly'), 'dependency_unavailable'],
    ['a pool without a free client', new Error('timeout exceeded when trying to connect'), 'dependency_unavailable'],
    ['Redis that does not answer', new Error('Command timed out'), 'dependency_unavailable'],
    ['Redis that is gone', new Error('Reached the max retries per request limit'), 'dependency_unavailable'],
    ['Redis that is loading', new Error('LOADING Redis is loading the dataset in memory'), 'dependency_unavailable'],
    ['a violated constraint', reported('23505'), 'internal'],
    ['a bug', new TypeError('x is not a function'), 'internal'],
    ['something that is no error', 'oops', 'internal'],
  ])('takes %s for what it is', (_, thrown, code) => {
    expect(failures.of(thrown).code).toBe(code);
  });

  it('tells when to try again while a part is away', () => {
    expect(failures.of(network('ETIMEDOUT')).retryAfterSeconds).toBe(1);
  });
});

describe('the headers of a problem', () => {
  it('say how to sign in with each 401', () => {
    for (const code of ['unauthenticated', 'invalid_credentials'] as const)
      expect(problemHeaders(new DomainError(code, 'No.'))).toMatchObject({ 'WWW-Authenticate': 'Bearer' });
    expect(problemHeaders(new DomainError('not_found', 'No.'))).not.toHaveProperty('WWW-Authenticate');
  });

  it('say when to try again, and which methods would do', () => {
    const error = new DomainError('method_not_allowed', 'No.', { allow: ['GET', 'HEAD'], retryAfterSeconds: 3 });
    expect(problemHeaders(error)).toMatchObject({ Allow: 'GET, HEAD', 'Retry-After': '3' });
  });
});

describe('toProblem', () => {
  it('says everything a caller can use', () => {
    const error = DomainError.invalid('amount', 'must be at least 1');
    expect(toProblem(error, '/api/transfer?x=1', 'r-1')).toEqual({
      type: 'urn:banking-demo:problem:validation_failed',
      title: 'The request is not valid',
      status: 400,
      detail: 'amount must be at least 1',
      code: 'validation_failed',
      instance: '/api/transfer',
      requestId: 'r-1',
      errors: [{ field: 'amount', message: 'must be at least 1' }],
    });
  });

  it('tells nothing of a failure of ours', () => {
    const problem = toProblem(failures.of(reported('42P01')), '/api/me', 'r-2');
    expect(JSON.stringify(problem)).not.toMatch(/secret|42P01/);
    expect(problem).not.toHaveProperty('errors');
  });
});
