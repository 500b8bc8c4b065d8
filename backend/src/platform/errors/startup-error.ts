/** The pod or a command cannot start; the message is for whoever runs it and says what to do. It is shown without a stack. */
export class StartupError extends Error {}

/**
 * The message of an error of the network, to be put into a sentence. For a host with several addresses it hides in a
 * list.
 */
export function networkMessage(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return networkMessage(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
