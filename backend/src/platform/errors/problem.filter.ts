import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, unavailable } from './domain-error';
import { type ProblemCode, PROBLEMS } from './problem-codes';
import type { ProblemDto } from './problem.dto';

/** What a part of the platform makes of an error that it knows; undefined for any other. */
type Translator = (error: unknown) => DomainError | undefined;

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

export const PROBLEM_TYPE = 'application/problem+json';

/** A request with what went wrong, for its line in the log. */
export type FailedRequest = FastifyRequest & { failure?: DomainError };

/** Answers every failure as problem+json with its code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly failures: Failures) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FailedRequest>();
    request.failure = this.failures.of(thrown);
    sendProblem(request.failure, request, http.getResponse<FastifyReply>());
  }
}

/** Also for failures that arise before Nest sees the request. */
export function sendProblem(error: DomainError, request: FastifyRequest, reply: FastifyReply): void {
  // An answer that has begun can only be broken off, so that nobody takes it for whole.
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  void reply
    .code(error.status)
    .headers(problemHeaders(error))
    .send(JSON.stringify(toProblem(error, request.url, request.id)));
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

/** The headers that go with it. */
export function problemHeaders({ status, retryAfterSeconds, allow }: DomainError): Record<string, string> {
  return {
    'Content-Type': PROBLEM_TYPE,
    // Also for a file of the page that is not there: it may be a moment later.
    'Cache-Control': 'no-store',
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    ...(allow && { Allow: allow.join(', ') }),
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
  };
}
