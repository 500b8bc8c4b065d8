import { requireNode } from './node-version';
import { removeRunFolders } from './stack/folders';
import { isStopping, stopEverything } from './stack/server-process';
import { describeFailure } from './stack/stack-error';

const parentCheckMs = 500;
// npm and the terminal may both pass on the same Ctrl-C.
const sameKeyPressMs = 1000;

/**
 * Runs a command to its end and leaves nothing running: after success, failure, Ctrl-C, a signal, or the end of the npm
 * that started it. A second Ctrl-C does not wait; the keeper then stops what is left.
 *
 * @param main returns the exit code
 * @param interruptedCode the exit code when a signal ended it: 0 where that is the usual end
 */
export async function command(main: () => Promise<number>, interruptedCode = 130): Promise<void> {
  let interruptedAt = 0;
  const interrupt = (signal?: NodeJS.Signals): void => {
    if (!isStopping()) {
      interruptedAt = Date.now();
      if (signal === 'SIGINT') console.log('\nStopping …');
      void finish(interruptedCode);
    } else if (Date.now() - interruptedAt > sameKeyPressMs) process.exit(interruptedCode);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  const parent = process.ppid;
  const parentCheck = setInterval(() => {
    if (process.ppid !== parent && !isStopping()) interrupt();
  }, parentCheckMs);
  parentCheck.unref();
  try {
    requireNode(process.versions.node);
    const code = await main();
    await finish(code);
  } catch (error) {
    // What fails because everything is being stopped is not worth a word.
    if (isStopping()) return;
    console.error(describeFailure(error));
    await finish(1);
  }
}

async function finish(code: number): Promise<void> {
  if (isStopping()) return;
  await stopEverything();
  removeRunFolders();
  process.exit(code);
}
