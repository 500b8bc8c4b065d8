import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce, runs } from './programs';
import { programsHome } from './stack/folders';
import { run } from './stack/server-process';
import type { Reporter } from './stack/stack';
import { StackError } from './stack/stack-error';

const USABLE = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10)); ';
const VERSION = 'import sys; print(sys.version)';

/** Why programs written in Python cannot run here, and what to install. */
export function pythonProblem(): string | undefined {
  return python()
    ? undefined
    : 'Python 3.10 or newer with venv is not on the PATH (Debian: apt-get install python3-venv).';
}

function python(): string | undefined {
  return ['python3', 'python'].find((program) => runs(program, ['-c', USABLE]));
}

/**
 * Installs what a file of requirements pins, into an environment that any checkout of the same user can use, unless it is
 * there.
 *
 * @param name what messages call it
 * @returns the folder of its programs
 */
export async function pythonPrograms(name: string, requirements: string, report: Reporter): Promise<string> {
  const program = python();
  if (program === undefined) throw new StackError(pythonProblem() ?? '');
  const version = execFileSync(program, ['-c', VERSION], { encoding: 'utf8' });
  const id = createHash('sha256').update(version).update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const home = join(programsHome(), `python-${id}`);
  const programs = join(home, process.platform === 'win32' ? 'Scripts' : 'bin');
  const what = `Installing ${name} for Python`;
  const install = async (): Promise<void> => {
    await finished(what, program, ['-m', 'venv', home], `${home}.log`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
    await finished(what, join(programs, 'python'), pip, `${home}.log`);
  };
  await installOnce(home, `${name} for Python`, install, report);
  return programs;
}

function finished(name: string, command: string, args: string[], log: string): Promise<void> {
  return run({ name, command, args, stopSignal: 'SIGTERM', stops: 'first', output: { file: log } });
}
