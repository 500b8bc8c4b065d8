import { HttpErrorResponse } from '@angular/common/http';
import type { FieldError } from '../api/models/field-error';
import type { Problem } from '../api/models/problem';

/** What went wrong with a call: a code of the contract, or that no answer of the bank came back. */
export type FailureCode = Problem['code'] | 'unreachable';

/** Every failed call ends in one of these. */
export class Failure extends Error {
  constructor(
    readonly code: FailureCode,
    message: string,
    /** What the server says about single fields. */
    readonly fields: readonly FieldError[] = [],
    readonly retryAfterSeconds: number | null = null,
    readonly requestId: string | null = null,
    /** What came instead of a problem, when anything did. */
    readonly body: unknown = null,
  ) {
    super(message);
    this.name = 'Failure';
  }

  static from(error: unknown): Failure {
    if (error instanceof Failure) return error;
    if (!(error instanceof HttpErrorResponse)) return new Failure('internal', String(error));
    const problem = parse(error.error);
    // Without a problem it was not the bank that answered: the network, a proxy, or a pod that just went away.
    if (!problem) return new Failure('unreachable', error.message, [], null, null, error.error);
    return new Failure(
      problem.code,
      problem.detail,
      problem.errors ?? [],
      seconds(error.headers.get('Retry-After')),
      problem.requestId,
    );
  }
}

function parse(body: unknown): Problem | null {
  const value = typeof body === 'string' ? parseJson(body) : body;
  const isProblem = typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
  return isProblem ? (value as Problem) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function seconds(header: string | null): number | null {
  const value = Number(header ?? NaN);
  return Number.isFinite(value) ? value : null;
}
