import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainError } from '../errors/domain-error';
import { toDomainError, toProblem } from './problem';

/** A request with what went wrong, for its line in the log. */
export type FailedRequest = FastifyRequest & { failure?: DomainError };

/** Answers every failure as problem+json with its code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FailedRequest>();
    request.failure = toDomainError(thrown);
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
  if (error.retryAfterSeconds !== undefined) reply.header('Retry-After', String(error.retryAfterSeconds));
  if (error.status === 401) reply.header('WWW-Authenticate', 'Bearer');
  void reply
    .code(error.status)
    .header('Content-Type', 'application/problem+json')
    // Also for a file of the page that is not there: it may be a moment later.
    .header('Cache-Control', 'no-store')
    .send(JSON.stringify(toProblem(error, request.url, request.id)));
}
