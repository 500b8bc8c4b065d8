import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiPublic } from '../platform/http/api-document';
import type { ActiveSession, SessionOrigin } from './sessions.types';

const USER_AGENT_MAX_LENGTH = 256;

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

/** Where a request comes from; the address is the client's as far as TRUST_PROXY lets the pod see it. */
function sessionOrigin(request: FastifyRequest): SessionOrigin {
  return {
    address: plainAddress(request.ip),
    userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_MAX_LENGTH),
  };
}

/** An IPv4 address that a dual-stack socket shows as `::ffff:a.b.c.d`, as people know it. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
