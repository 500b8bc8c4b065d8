import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locked } from './stack/lock';
import type { Reporter } from './stack/stack';

/** Whether a program is there and ends well. */
export function runs(program: string, args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs something into a folder that any checkout of the same user can use, unless all of it is there.
 *
 * @param home its folder, named after what it is made of, so that another version is another folder
 */
export async function installOnce(
  home: string,
  name: string,
  install: () => Promise<void>,
  report: Reporter,
): Promise<void> {
  const complete = join(home, 'complete');
  await locked(`${home}.lock`, async () => {
    if (existsSync(complete)) return;
    rmSync(home, { recursive: true, force: true });
    await report(`Installing ${name}`, install);
    writeFileSync(complete, '');
  });
}
