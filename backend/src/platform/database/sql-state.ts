import { QueryFailedError } from 'typeorm';

/** SQLSTATE of an error that PostgreSQL reported, or undefined: then it never came from the server. */
export function sqlState(error: unknown): string | undefined {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return undefined;
  const { code, severity } = cause as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && typeof severity === 'string' ? code : undefined;
}

/** Name of the constraint an insert or update violated, or undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  return sqlState(error)?.startsWith('23') ? (cause as { constraint?: string }).constraint : undefined;
}
