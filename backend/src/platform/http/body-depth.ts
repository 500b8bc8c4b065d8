import { DomainError } from '../errors/domain-error';

const MAX_DEPTH = 32;

/**
 * Refuses a body that is no object, or is nested deeper than anything we read: the validation behind it recurses, and its
 * stack would overflow on a few kilobytes of brackets. Walks without recursion.
 *
 * @throws DomainError validation_failed
 */
export function assertReadableBody(body: unknown): void {
  if (body === undefined) return;
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw DomainError.invalid('body', 'must be a JSON object');
  let level: object[] = [body];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw DomainError.invalid('body', `must not be nested deeper than ${String(MAX_DEPTH)} levels`);
    level = level.flatMap((parent) => Object.values(parent).filter(isObject));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
