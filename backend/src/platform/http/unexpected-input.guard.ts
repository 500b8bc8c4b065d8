import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyRequest } from 'fastify';
import type { FieldError } from '../errors/domain-error';
import { invalidFields, unknownAmong } from './validation.pipe';

/** What of a request a handler has no parameter for. */
interface Unread {
  query: boolean;
  body: boolean;
}

/** Refuses query parameters and body fields on routes that take none; where a DTO takes them, it refuses unknown ones. */
@Injectable()
export class UnexpectedInputGuard implements CanActivate {
  private readonly handlers = new Map<unknown, Unread>();

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { query, body } = context.switchToHttp().getRequest<FastifyRequest>();
    const unread = this.unreadBy(context);
    const errors = [...refusedIn(query, unread.query), ...refusedIn(body, unread.body)];
    if (errors.length > 0) throw invalidFields(errors);
    return true;
  }

  private unreadBy(context: ExecutionContext): Unread {
    const handler = context.getHandler();
    const known = this.handlers.get(handler);
    if (known) return known;
    const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) ?? {}) as object;
    // Keys are `<kind>:<position>`; decorators of our own have other ones.
    const reads = (kind: RouteParamtypes): boolean =>
      Object.keys(parameters).some((key) => key.startsWith(`${String(kind)}:`));
    const unread = { query: !reads(RouteParamtypes.QUERY), body: !reads(RouteParamtypes.BODY) };
    this.handlers.set(handler, unread);
    return unread;
  }
}

function refusedIn(input: unknown, unread: boolean): FieldError[] {
  if (!unread || typeof input !== 'object' || input === null) return [];
  return Object.keys(input).map((field) => ({ field, message: unknownAmong([]) }));
}
