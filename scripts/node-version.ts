import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies } from 'semver';
import { checkout } from './stack/folders';
import { StackError } from './stack/stack-error';

/**
 * Refuses a Node that this project does not run on, before something fails for a reason that nobody would guess.
 *
 * @throws StackError with the versions that it does run on
 */
export function requireNode(version: string): void {
  const { engines } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { engines: { node: string } };
  if (satisfies(version, engines.node, { includePrerelease: true })) return;
  throw new StackError(`This is Node ${version}; the bank needs ${engines.node}. Install one of these and try again.`);
}
