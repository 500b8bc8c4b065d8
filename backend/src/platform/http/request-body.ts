import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error';

/** Never read, whatever is sent along. */
const BODYLESS = ['GET', 'HEAD'];
const CHARSET = /;\s*charset\s*=\s*"?([^\s";]*)/gi;
const UTF_8 = /^utf-?8$/i;

/** Of objects and lists within each other. */
const MAX_DEPTH = 32;
/** More than any request has a use for: 500 payments of six fields are the largest. */
const MAX_VALUES = 5000;

/** The route takes larger bodies than others do. */
export function BodyLimit(bytes: number): MethodDecorator {
  return RouteConfig({ bodyLimitBytes: bytes });
}

/** The API reads JSON in UTF-8 and nothing else; a call that comes without a body is taken so, whatever its headers say. */
export function readJsonBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { bodyLimitBytes } = (route.config ?? {}) as { bodyLimitBytes?: number };
    if (bodyLimitBytes !== undefined) route.bodyLimit = bodyLimitBytes;
  });
  fastify.removeAllContentTypeParsers();
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const { headers } = request.raw;
    if (!BODYLESS.includes(request.method)) {
      if (isAnnounced(headers)) assertPlain(headers);
      // Fastify would refuse the type, though nothing of it comes.
      else delete headers['content-type'];
    }
    done(null, payload);
  });
  // What is called `__proto__` is refused as an unknown field, like all others.
  const parse = fastify.getDefaultJsonParser('ignore', 'ignore');
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (body.length === 0) {
      done(null);
      return;
    }
    if (!isUtf8(body)) {
      done(DomainError.invalid('body', 'must be UTF-8'));
      return;
    }
    const text = body.toString().replace(/^\ufeff/u, '');
    void parse(request, text, (error, value) => {
      if (error) done(unreadable(text));
      else done(null, value);
    });
  });
  fastify.addContentTypeParser('*', refuseUnlessEmpty);
}

function isAnnounced(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** @throws DomainError unsupported_media_type */
function assertPlain({
  'content-encoding': encoding = 'identity',
  'content-type': type = '',
}: IncomingHttpHeaders): void {
  if (encoding.trim().toLowerCase() !== 'identity')
    throw unsupported('A body must not be compressed or encoded. Send it without Content-Encoding.');
  for (const [, charset = ''] of type.matchAll(CHARSET))
    if (!UTF_8.test(charset))
      throw unsupported('JSON is UTF-8. Send application/json, in UTF-8, without another charset.');
}

function unsupported(detail: string): DomainError {
  return new DomainError('unsupported_media_type', detail);
}

/** Tells the place, and nothing of the text: it may hold a password. */
function unreadable(text: string): DomainError {
  const { line, column } = jsonFault(text) ?? { line: 1, column: 1 };
  return DomainError.invalid(
    'body',
    `is not JSON: it ends or goes wrong at line ${String(line)}, column ${String(column)}`,
  );
}

/** Sent in chunks, a body shows only in the end that there is none. */
function refuseUnlessEmpty(
  _request: FastifyRequest,
  payload: NodeJS.ReadableStream,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const settle = (error: Error | null): void => {
    payload.removeListener('data', refuse).removeListener('end', accept).removeListener('error', settle);
    done(error);
  };
  const refuse = (): void => {
    settle(unsupported('Send application/json.'));
  };
  const accept = (): void => {
    settle(null);
  };
  payload.on('data', refuse).on('end', accept).on('error', settle);
}

/**
 * Refuses a body that is no object, is nested deeper or holds more than anything we read: the validation behind it recurses,
 * and its stack would overflow on a few kilobytes of brackets; and it makes an object, or a finding, of every item and
 * field, which would take seconds for a megabyte of them. Walks without recursion.
 *
 * @throws DomainError validation_failed
 */
export function assertReadableBody(body: unknown): void {
  if (body === undefined) return;
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw DomainError.invalid('body', 'must be a JSON object');
  let level: object[] = [body];
  let count = 0;
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw DomainError.invalid('body', `must not be nested deeper than ${String(MAX_DEPTH)} levels`);
    const values = level.flatMap((parent): unknown[] => Object.values(parent));
    count += values.length;
    if (count > MAX_VALUES)
      throw DomainError.invalid('body', `must not hold more than ${MAX_VALUES.toLocaleString('en')} values`);
    level = values.filter(isObject);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const SPACE = /[ \t\n\r]*/y;
const TEXT = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const OTHER_VALUE = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

/** What the grammar wants next; `close` also allows the end of what is open. */
type Wanted = 'value' | 'value or close' | 'name' | 'name or close' | 'colon' | 'comma or close';

interface Place {
  /** Both count from 1. */
  line: number;
  column: number;
}

/**
 * Where a text stops being JSON by the grammar of RFC 8259; undefined when it is JSON. V8 tells the place of some faults
 * only, and quotes the text around them, which may be a password. Walks without recursion.
 */
export function jsonFault(text: string): Place | undefined {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  do {
    take(SPACE);
    const letter = text[at] ?? '';
    const closes = wanted.endsWith('close') && letter !== '' && letter === open.at(-1);
    if (closes) {
      open.pop();
      at += 1;
      wanted = 'comma or close';
    } else if (wanted === 'colon' || wanted === 'comma or close') {
      if (letter !== (wanted === 'colon' ? ':' : ',')) return placeOf(text, at);
      at += 1;
      wanted = wanted === 'comma or close' && open.at(-1) === '}' ? 'name' : 'value';
    } else if (wanted.startsWith('name')) {
      if (!take(TEXT)) return placeOf(text, at);
      wanted = 'colon';
    } else if (letter === '{' || letter === '[') {
      open.push(letter === '{' ? '}' : ']');
      at += 1;
      wanted = letter === '{' ? 'name or close' : 'value or close';
    } else if (take(TEXT) || take(OTHER_VALUE)) wanted = 'comma or close';
    else return placeOf(text, at);
  } while (open.length > 0);
  take(SPACE);
  return at < text.length ? placeOf(text, at) : undefined;
}

function placeOf(text: string, at: number): Place {
  const lines = text.slice(0, at).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
