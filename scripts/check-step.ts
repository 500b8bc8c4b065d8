import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './stack/folders';
import { ServerProcess } from './stack/server-process';

export interface Step {
  name: string;
  /** Why it cannot run on this machine, and what to install. */
  problem?: () => string | undefined;
  /** Returns the problems it found, as text for the reader. */
  run: () => Promise<string | undefined>;
}

export interface Program {
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** The checkout unless given. */
  cwd?: string;
}

/** What a program has to say when it fails. */
export async function problemsOf(name: string, program: Program, logs: string): Promise<string | undefined> {
  const file = join(logs, `${name.replaceAll(/\W/g, '-')}.log`);
  const process_ = await ServerProcess.start({
    cwd: checkout,
    ...program,
    name,
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: { file },
  });
  const { code } = await process_.ended;
  return code === 0 ? undefined : readFileSync(file, 'utf8').trim() || `ended with code ${String(code)}`;
}

/** Programs one after the other, up to the first that fails. */
export async function firstProblem(name: string, programs: Program[], logs: string): Promise<string | undefined> {
  for (const program of programs) {
    const problems = await problemsOf(name, program, logs);
    if (problems !== undefined) return problems;
  }
  return undefined;
}
