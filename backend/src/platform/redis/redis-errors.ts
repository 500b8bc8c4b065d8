import { sqlState } from '../database/database-errors';
import type { DomainError } from '../errors/domain-error';
import { unavailable } from '../errors/failures';

const MESSAGES =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Socket timeout|Reached the max retries|Connection is in subscriber mode|None of startup nodes is available|Failed to refresh slots cache|All sentinels are unreachable|Cluster isn't ready|LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM|BUSY|UNBLOCKED|WRONGPASS|NOAUTH)/;

const NAMES = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError', 'AbortError']);

/** Whether an error means that Redis is away, is starting, failing over or full, not that a command was wrong. */
function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || sqlState(error) !== undefined) return false;
  if (NAMES.has(error.name) || MESSAGES.test(error.message)) return true;
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall !== undefined && code !== undefined && /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN)/.test(code);
}

/** What an error of Redis is to whoever asked for something. */
export function redisFailure(error: unknown): DomainError | undefined {
  return isRedisUnavailable(error) ? unavailable(error) : undefined;
}
