/** Something outside the project's own code is missing or broken; the message is one line that says what to do. */
export class StackError extends Error {
  override name = 'StackError';
}

/** What a command prints for a failure: one line for an expected one, everything for a bug. */
export function describeFailure(error: unknown): string {
  if (error instanceof StackError) return error.message;
  // A wrong option on the command line.
  if (error instanceof Error && errorCode(error)?.startsWith('ERR_PARSE_ARGS')) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The system's own code of a failed call, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
