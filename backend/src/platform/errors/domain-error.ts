import { PROBLEMS, type ProblemCode } from './problem-codes';

/** One rejected field of a request: its path (`memo`, `ids.0`, `Idempotency-Key`) and what it must be. */
export interface FieldError {
  field: string;
  message: string;
}

export interface DomainErrorOptions {
  /** Seconds after which trying again makes sense; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  errors?: FieldError[];
  /** Methods that the address does take; sent as `Allow`. */
  allow?: string[];
  cause?: unknown;
}

/** A failure the caller can cause or must know of; the problem filter answers it as problem+json with its code. */
export class DomainError extends Error {
  readonly retryAfterSeconds: number | undefined;
  readonly errors: FieldError[] | undefined;
  readonly allow: string[] | undefined;

  constructor(
    readonly code: ProblemCode,
    detail: string,
    options: DomainErrorOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'DomainError';
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.errors = options.errors;
    this.allow = options.allow;
  }

  /** HTTP status of the answer. */
  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** A 400 that names one field. */
  static invalid(field: string, message: string): DomainError {
    return new DomainError('validation_failed', `${field} ${message}`, { errors: [{ field, message }] });
  }
}

/** A part of the bank that does not answer, and will again. */
export function unavailable(cause: unknown): DomainError {
  return new DomainError('dependency_unavailable', 'A part of the bank does not answer right now; try again.', {
    retryAfterSeconds: 1,
    cause,
  });
}
