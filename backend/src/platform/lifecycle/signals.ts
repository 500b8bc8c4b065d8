type Handler = (signal: NodeJS.Signals) => void;

let handler: Handler = () => process.exit(1);

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    handler(signal);
  });

/**
 * Importing this ends the process at once on SIGTERM or SIGINT, for as long as nobody else handles them. It is the first
 * thing to import: as process 1 of a container, a signal without a handler is ignored.
 */
export function onSignal(handle: Handler): void {
  handler = handle;
}
