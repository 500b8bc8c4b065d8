import type { DomainError } from '../errors/domain-error';
import { unavailable } from '../errors/failures';
import { isRedisUnavailable } from './redis-errors';

/** What an error of Redis is to whoever asked for something. */
export function redisFailure(error: unknown): DomainError | undefined {
  return isRedisUnavailable(error) ? unavailable(error) : undefined;
}
