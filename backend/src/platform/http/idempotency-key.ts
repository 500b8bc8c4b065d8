import { applyDecorators, createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiCreatedResponse, ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '../database/uuid';
import { DomainError } from '../errors/domain-error';

const HEADER = 'idempotency-key';
/** Visible ASCII. */
export const KEY = /^[!-~]{1,64}$/;
/** What is wrong with a key that is none. */
export const NOT_A_KEY = 'must be 1-64 visible ASCII characters';

/** Where an operation of the OpenAPI document says that it takes a key, until its answers have the headers. */
export const IDEMPOTENT = 'x-idempotent';

/** What a call with a key comes to: the answer, and whether it had been given before. */
export class Replayable<T> {
  constructor(
    readonly body: T,
    readonly replayed: boolean,
  ) {}
}

type KeyedRequest = FastifyRequest & { idempotencyKey?: string };

/**
 * The route creates something once per `Idempotency-Key`: it takes one, makes one when there is none, echoes it on every
 * answer, and says when the answer is one that was given before.
 */
export function Idempotent(created: Type): MethodDecorator {
  return applyDecorators(
    RouteConfig({ acceptsIdempotencyKey: true }),
    ApiCreatedResponse({ type: created, description: 'Done, now or when the key was used first' }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: '1-64 visible ASCII characters; made by the server when absent',
      schema: { type: 'string', pattern: KEY.source, minLength: 1, maxLength: 64 },
      example: 'order-4711',
    }),
    ApiExtension(IDEMPOTENT, true),
  );
}

/**
 * The key of this request; only on routes that are `Idempotent`.
 *
 * @throws DomainError validation_failed for a key of a wrong length or alphabet
 */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { idempotencyKey, routeOptions } = context.switchToHttp().getRequest<KeyedRequest>();
  if (idempotencyKey !== undefined) return idempotencyKey;
  if (!acceptsKey(routeOptions)) throw new Error('IdempotencyKey is used on a route that is not Idempotent');
  throw DomainError.invalid('Idempotency-Key', NOT_A_KEY);
});

/**
 * To be called for each request before anything can refuse it, so that refusals carry the key too. One that is no key is
 * refused later, after who asks is known.
 */
export function settleIdempotencyKey(request: FastifyRequest, reply: FastifyReply): void {
  if (!acceptsKey(request.routeOptions)) return;
  const key = idempotencyKeyOf(request.headers[HEADER]);
  if (key === null) return;
  (request as KeyedRequest).idempotencyKey = key;
  reply.header('Idempotency-Key', key);
}

/** To be called with each answer before it is serialised: takes the body out, and says so when it is one given before. */
export function unwrapReplayable(answer: unknown, reply: FastifyReply): unknown {
  if (!(answer instanceof Replayable)) return answer;
  if (answer.replayed) reply.header('Idempotency-Replayed', 'true');
  return answer.body;
}

function acceptsKey({ config }: FastifyRequest['routeOptions']): boolean {
  return (config as { acceptsIdempotencyKey?: boolean }).acceptsIdempotencyKey === true;
}

/** The key a header carries, a new one when there is none, or null for what is no key. */
export function idempotencyKeyOf(header: string | string[] | undefined): string | null {
  if (header === undefined) return newId();
  // Given twice, Node joins them with a comma and a blank, which no key contains.
  return typeof header === 'string' && KEY.test(header) ? header : null;
}
