import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors/domain-error';
import { RateLimits } from '../platform/limits/rate-limits';
import { bearerSessionId, headerFault } from './session-id';
import { SessionStore } from './session.store';
import { IS_PUBLIC } from './sessions.decorators';
import type { ActiveSession } from './sessions.types';

/** Lets nobody in without a live session, except to what is marked `@Public()`. Reads one key of Redis. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly store: SessionStore,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()])) return true;
    // Sockets bring their session in the handshake, where the gateway checks it; their messages have no header.
    if (context.getType() !== 'http') throw new DomainError('unauthenticated', 'This is open to HTTP requests only.');
    const request = context.switchToHttp().getRequest<FastifyRequest & { session?: ActiveSession }>();
    request.session = await this.authenticate(request);
    return true;
  }

  /** Counts who brings no session, so that nobody tries one after the other. */
  private async authenticate({ headers, ip }: FastifyRequest): Promise<ActiveSession> {
    const sessionId = bearerSessionId(headers.authorization);
    const session = sessionId === null ? null : await this.store.find(sessionId);
    if (session) return session;
    await this.limits.withoutSession(ip);
    throw new DomainError(
      'unauthenticated',
      sessionId === null ? headerFault(headers.authorization) : this.store.refusalOf(sessionId),
    );
  }
}
