import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, chmodSync, chownSync, constants, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { keeper } from './keeper';
import { errorCode, StackError } from './stack-error';

export const checkout = resolve(__dirname, '../..');

/** The user a server runs as when it must not run as root. */
export interface Account {
  uid: number;
  gid: number;
}

const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root, so root runs it as `nobody`; anybody else runs it as themselves. */
export function postgresAccount(): Account | undefined {
  if (!isRoot) return undefined;
  try {
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    throw new StackError('PostgreSQL does not run as root and there is no user "nobody": run as an ordinary user.');
  }
}

const rootHome = '/var/cache/banking-demo';
const checkoutId = createHash('sha256').update(checkout).digest('hex').slice(0, 12);

/**
 * Where this checkout keeps data and logs: `.stack` in the checkout. Root's checkout may be closed to the account
 * PostgreSQL runs as, so root uses a folder below /var/cache that everybody may enter.
 */
export function stackHome(): string {
  if (isRoot) return openRootFolder(join(rootHome, checkoutId));
  const local = join(checkout, '.stack');
  try {
    openFolder(local);
    accessSync(local, constants.W_OK);
    return local;
  } catch {
    return openFolder(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'banking-demo', checkoutId));
  }
}

/** Where programs are kept that any checkout of the same user can use. */
export function programsHome(): string {
  return isRoot ? openRootFolder(rootHome) : stackHome();
}

function openRootFolder(path: string): string {
  try {
    return openFolder(path);
  } catch (error) {
    throw new StackError(`${path} cannot be made (${errorCode(error) ?? 'unknown'}): run as an ordinary user instead.`);
  }
}

/** Creates a folder that other users may enter and read, whatever the umask says. */
export function openFolder(path: string): string {
  const firstCreated = mkdirSync(path, { recursive: true });
  if (firstCreated === undefined) return path;
  for (let folder = path; folder.length >= firstCreated.length; folder = resolve(folder, '..'))
    chmodSync(folder, 0o755);
  return path;
}

const runFolders = new Set<string>();

/** A folder for one run, removed by `removeRunFolder`, or by the keeper if this process dies first. */
export function createRunFolder(): string {
  const folder = mkdtempSync(join(stackHome(), 'run-'));
  chmodSync(folder, 0o755);
  runFolders.add(folder);
  keeper.removeLater(folder);
  return folder;
}

export function removeRunFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  runFolders.delete(folder);
  keeper.forgetFolder(folder);
}

/** Removes those that nobody came to remove; whoever uses them must have stopped. */
export function removeRunFolders(): void {
  for (const folder of runFolders) removeRunFolder(folder);
}

/** A folder that is there again next time, without the logs of last time. */
export function openKeptFolder(name: string): string {
  const folder = openFolder(join(stackHome(), name));
  for (const file of readdirSync(folder)) if (file.endsWith('.log')) rmSync(join(folder, file), { force: true });
  return folder;
}

export function removeKeptFolder(name: string): void {
  rmSync(join(stackHome(), name), { recursive: true, force: true, maxRetries: 5 });
}

/** Creates a folder that belongs to the given account alone. */
export function privateFolder(path: string, account: Account | undefined): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (account) chownSync(path, account.uid, account.gid);
  return path;
}
