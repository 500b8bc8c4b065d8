import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ServerProcess } from '../../scripts/stack/server-process';
import { StackError } from '../../scripts/stack/stack-error';

let runs = 0;

/** Runs a program in a folder, to its end within a bound; returns what it printed. It ends with this process in any case. */
export async function output(
  name: string,
  command: string,
  args: string[],
  { folder, env = {}, boundSeconds }: { folder: string; env?: Record<string, string>; boundSeconds: number },
): Promise<string> {
  runs += 1;
  const file = join(folder, `${name}-${String(runs)}.out`);
  const process_ = await ServerProcess.start({
    name,
    command,
    args,
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: { file },
    cwd: folder,
    env: { ...process.env, ...env },
  });
  const bound = setTimeout(() => void process_.kill(), boundSeconds * 1000);
  const { code } = await process_.ended;
  clearTimeout(bound);
  if (code !== 0) throw new StackError(`${name} failed or ran too long.${process_.lastLines()}`);
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return text;
}

/** The version line of a program on the PATH, or what else it answers to `option`; undefined when there is none. */
export function versionOf(program: string, option = '--version'): string | undefined {
  try {
    return execFileSync(program, [option], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch (error) {
    // wrk tells its version and then fails.
    const { stdout } = error as { stdout?: string };
    return stdout ? stdout.split('\n')[0] : undefined;
  }
}
