import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainError } from './domain-error';
import { Failures } from './failures';
import { problemHeaders, toProblem } from './problem';

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
