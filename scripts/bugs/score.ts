import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { NumberedBug } from '../../bugs/catalogue';
import { isStopping, ServerProcess } from '../stack/server-process';
import { StackError } from '../stack/stack-error';
import type { Banks, OpenBank } from './banks';

/** How one run of the command ended. What does not come to its end in time has noticed something, too. */
export interface Run {
  /** Undefined of the true bank. */
  bug: NumberedBug | undefined;
  failed: boolean;
  timedOut: boolean;
  tookMs: number;
  /** What the command printed. */
  log: string;
}

export interface Score {
  command: string;
  /** The true bank, before the bugs and after them: a failure there is a false alarm. */
  trueRuns: Run[];
  bugRuns: Run[];
}

export interface ScoreOptions {
  command: string[];
  bugs: readonly NumberedBug[];
  /** Bound of each run. */
  seconds: number;
  /** For the logs. */
  folder: string;
  /** Called after each run. */
  tell: (run: Run) => void;
}

/**
 * Runs a command against the true bank, against each bug and against the true bank once more. Its exit code is all that
 * counts.
 *
 * @throws StackError when it fails on the true bank to begin with: it would fail on any other
 */
export async function score(banks: Banks, { command, bugs, seconds, folder, tell }: ScoreOptions): Promise<Score> {
  const once = async (bug: NumberedBug | undefined, name: string): Promise<Run> => {
    const log = join(folder, `${name}.log`);
    const done = await banks.with(bug, (bank) => runOn(bank, command, log, seconds * 1000));
    const run = { bug, log, ...done };
    if (!isStopping()) tell(run);
    return run;
  };
  const first = await once(undefined, 'true-bank');
  if (first.failed)
    throw new StackError(
      `The command fails on the true bank, so its failures tell nothing. What it printed is in ${first.log}.`,
    );
  const bugRuns: Run[] = [];
  for (const bug of bugs) bugRuns.push(await once(bug, `bug-${bug.number}`));
  const last = await once(undefined, 'true-bank-again');
  return { command: command.join(' '), trueRuns: [first, last], bugRuns };
}

export function killed({ bugRuns }: Score): Run[] {
  return bugRuns.filter(({ failed }) => failed);
}

async function runOn(
  { env }: OpenBank,
  [program = '', ...args]: string[],
  log: string,
  patienceMs: number,
): Promise<Pick<Run, 'failed' | 'timedOut' | 'tookMs'>> {
  const begun = performance.now();
  const process_ = await ServerProcess.start({
    name: program,
    command: program,
    args,
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: { file: log },
    env: { ...process.env, ...env },
  });
  const patience = new AbortController();
  const late = delay(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined);
  const exit = await Promise.race([process_.ended, late]);
  patience.abort();
  if (!exit) await process_.stop(5000);
  return { failed: exit?.code !== 0, timedOut: !exit, tookMs: performance.now() - begun };
}
