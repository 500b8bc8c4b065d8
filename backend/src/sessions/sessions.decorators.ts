import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiPublic } from '../platform/http/api-document';
import { sessionOrigin } from './session-origin';
import type { ActiveSession, SessionOrigin } from './sessions.types';

export const IS_PUBLIC = 'sessions:public';

/** Opens a route to callers without a session; everything else is guarded. */
export const Public = () => applyDecorators(SetMetadata(IS_PUBLIC, true), ApiPublic());

/** The session the guard found; only on guarded routes. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): ActiveSession => {
  const { session } = context.switchToHttp().getRequest<FastifyRequest & { session?: ActiveSession }>();
  if (!session) throw new Error('CurrentSession is used on a route without the session guard');
  return session;
});

/** Where the request comes from. */
export const Origin = createParamDecorator((_: unknown, context: ExecutionContext): SessionOrigin =>
  sessionOrigin(context.switchToHttp().getRequest<FastifyRequest>()),
);
