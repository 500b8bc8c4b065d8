import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../database/uuid';
import { DomainError } from '../errors/domain-error';

const HEADER = 'idempotency-key';
const MAX_LENGTH = 64;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

type KeyedRequest = FastifyRequest & { idempotencyKey?: string };

/** The route takes an `Idempotency-Key`, makes one when there is none, and echoes it on every answer. */
export function AcceptsIdempotencyKey(): MethodDecorator {
  return applyDecorators(RouteConfig({ acceptsIdempotencyKey: true }));
}

/** The key of this request; only on routes that accept one. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { idempotencyKey } = context.switchToHttp().getRequest<KeyedRequest>();
  if (idempotencyKey === undefined) throw new Error('IdempotencyKey is used on a route without AcceptsIdempotencyKey');
  return idempotencyKey;
});

/**
 * To be called for each request before anything can refuse it, so that refusals carry the key too.
 *
 * @throws DomainError validation_failed for a key of a wrong length or alphabet
 */
export function settleIdempotencyKey(request: FastifyRequest, reply: FastifyReply): void {
  const { acceptsIdempotencyKey } = request.routeOptions.config as { acceptsIdempotencyKey?: boolean };
  if (!acceptsIdempotencyKey) return;
  const key = idempotencyKeyOf(request.headers[HEADER]);
  (request as KeyedRequest).idempotencyKey = key;
  reply.header('Idempotency-Key', key);
}

/** The key a header carries, or a new one when there is none. */
export function idempotencyKeyOf(header: string | string[] | undefined): string {
  if (header === undefined) return newId();
  // Given twice, Node joins them with a comma and a blank, which no key contains.
  if (typeof header === 'string' && header.length <= MAX_LENGTH && VISIBLE_ASCII.test(header)) return header;
  throw DomainError.invalid('Idempotency-Key', `must be 1-${String(MAX_LENGTH)} visible ASCII characters`);
}
