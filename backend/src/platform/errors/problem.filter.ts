import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { DomainError } from './domain-error';
import { Failures } from './failures';
import { PROBLEMS } from './problem-codes';
import type { ProblemDto } from './problem.dto';

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
