export const DEADLOCK = '40P01';
export const CANCELLED = '57014';
export const SERIALIZATION_FAILURE = '40001';

/** The five characters by which PostgreSQL names an error, or undefined when it did not come from there. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
