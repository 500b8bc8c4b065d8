import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors/domain-error';
import { bearerSessionId } from './session-id';
import { SessionStore } from './session.store';
import { IS_PUBLIC } from './sessions.decorators';
import type { ActiveSession } from './sessions.types';

/** Lets nobody in without a live session, except to what is marked `@Public()`. Costs one key read from Redis. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly store: SessionStore,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()])) return true;
    // Sockets bring their session in the handshake, where the gateway checks it; their messages have no header.
    if (context.getType() !== 'http') throw new DomainError('unauthenticated', 'This is open to HTTP requests only.');
    const request = context.switchToHttp().getRequest<FastifyRequest & { session?: ActiveSession }>();
    request.session = await this.authenticate(request.headers.authorization);
    return true;
  }

  private async authenticate(header: string | undefined): Promise<ActiveSession> {
    const sessionId = bearerSessionId(header);
    if (sessionId === null)
      throw new DomainError('unauthenticated', 'Send the session id as "Authorization: Bearer <sessionId>".');
    const session = await this.store.find(sessionId);
    if (!session) throw new DomainError('unauthenticated', 'The session has ended or never was; sign in again.');
    return session;
  }
}
