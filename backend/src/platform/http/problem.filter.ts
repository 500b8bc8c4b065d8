import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DomainError } from './domain-error';
import { toDomainError, toProblem } from './problem';

/** Answers every failure as problem+json with its code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const error = toDomainError(thrown);
    this.log(error, request);
    sendProblem(error, request, http.getResponse<FastifyReply>());
  }

  /** What callers did wrong is theirs to know; what we did wrong is for the log. */
  private log(error: DomainError, { id, method, routeOptions }: FastifyRequest): void {
    const about = { requestId: id, method, route: routeOptions.url, code: error.code };
    if (error.code === 'internal') this.logger.error({ ...about, err: error.cause }, 'A request failed');
    else if (error.cause instanceof Error) this.logger.warn({ ...about, cause: error.cause.message }, error.message);
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
  void reply
    .code(error.status)
    .header('Content-Type', 'application/problem+json')
    // Also for a file of the page that is not there: it may be a moment later.
    .header('Cache-Control', 'no-store')
    .send(JSON.stringify(toProblem(error, request.url, request.id)));
}
