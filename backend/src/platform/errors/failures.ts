import { HttpException, Injectable } from '@nestjs/common';
import { DomainError } from './domain-error';
import { PROBLEMS, type ProblemCode } from './problem-codes';

/** What a part of the platform makes of an error that it knows; undefined for any other. */
export type Translator = (error: unknown) => DomainError | undefined;

/** HTTP errors that Nest and Fastify raise by themselves. */
const CODE_OF_STATUS: Partial<Record<number, ProblemCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  431: 'headers_too_large',
};

/** Where what they say helps nobody. */
const OWN_WORDS: Partial<Record<ProblemCode, string>> = {
  not_found: 'There is nothing at this address.',
  unsupported_media_type: 'Send application/json.',
};

/** Says what an error is to whoever caused it or has to wait for its end. */
@Injectable()
export class Failures {
  constructor(private readonly translators: readonly Translator[] = []) {}

  /** The failure, with a code, that an error stands for. Anything unforeseen becomes `internal` and tells nothing. */
  of(error: unknown): DomainError {
    if (error instanceof DomainError) return error;
    const status = statusOf(error);
    if (status !== undefined && status < 500) return refused(error, status);
    for (const translate of this.translators) {
      const failure = translate(error);
      if (failure) return failure;
    }
    if (status === 503) return unavailable(error);
    return new DomainError('internal', 'It is not your fault. Name the request id when you report it.', {
      cause: error,
    });
  }
}

/** A part of the bank that does not answer, and will again. */
export function unavailable(cause: unknown): DomainError {
  return new DomainError('dependency_unavailable', 'A part of the bank does not answer right now; try again.', {
    retryAfterSeconds: 1,
    cause,
  });
}

/** What Nest or Fastify found wrong with the request. */
function refused(error: unknown, status: number): DomainError {
  const code = CODE_OF_STATUS[status] ?? 'validation_failed';
  return new DomainError(code, OWN_WORDS[code] ?? messageOf(error, code));
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
