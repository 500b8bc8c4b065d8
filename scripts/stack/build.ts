import { closeSync, existsSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkout, createRunFolder, removeRunFolder, stackHome } from './folders';
import { run } from './server-process';
import type { Reporter } from './stack';
import { errorCode } from './stack-error';

interface Part {
  name: string;
  /** Written last by every build. */
  output: () => string | undefined;
  sources: string[];
  /** Below the sources, but generated. */
  generated: string[];
  command: string;
  args: () => string[];
}

const path = (...parts: string[]): string => join(checkout, ...parts);
const common = [path('package-lock.json'), path('tsconfig.base.json')];

const backend: Part = {
  name: 'backend',
  output: () => ifThere(path('backend', 'dist', 'main.js')),
  sources: [path('backend', 'src'), path('backend', 'tsconfig.json'), path('backend', 'tsconfig.build.json')].concat(
    path('nest-cli.json'),
    common,
  ),
  generated: [],
  command: process.execPath,
  args: () => [path('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build', '-p', 'backend/tsconfig.build.json'],
};

const frontend: Part = {
  name: 'page',
  output: () => {
    const folder = webRoot();
    return folder && join(folder, 'index.html');
  },
  sources: ['src', 'public', 'angular.json', 'package.json', 'tsconfig.json', 'tsconfig.app.json']
    .map((name) => path('frontend', name))
    .concat(path('openapi.json'), common),
  generated: [path('frontend', 'src', 'app', 'api')],
  ...npm('run', 'build', '--workspace', 'frontend'),
};

/** Builds what is older than its sources. */
export async function buildBackend(report: Reporter): Promise<void> {
  await locked(() => buildIfOld(backend, report));
}

export async function buildFrontend(report: Reporter): Promise<void> {
  if (existsSync(path('frontend', 'angular.json'))) await locked(() => buildIfOld(frontend, report));
}

/** The folder of the built page, when there is one. */
export function webRoot(): string | undefined {
  return [path('frontend', 'dist', 'browser'), path('frontend', 'dist', 'frontend', 'browser')].find((folder) =>
    existsSync(join(folder, 'index.html')),
  );
}

/** How to call the npm that called us, or the one on the PATH. */
export function npm(...args: string[]): { command: string; args: () => string[] } {
  const script = process.env.npm_execpath;
  return script ? { command: process.execPath, args: () => [script, ...args] } : { command: 'npm', args: () => args };
}

async function buildIfOld(part: Part, report: Reporter): Promise<void> {
  const output = part.output();
  if (output && statSync(output).mtimeMs > newest(part.sources, part.generated)) return;
  await report(`Building the ${part.name}`, async () => {
    const folder = createRunFolder();
    await run({
      name: `Building the ${part.name}`,
      command: part.command,
      args: part.args(),
      stopSignal: 'SIGTERM',
      stops: 'first',
      output: { file: join(folder, 'build.log') },
      cwd: checkout,
    });
    removeRunFolder(folder);
  });
}

/** Folders count too: theirs is the time at which a file was last added or removed. */
function newest(paths: string[], except: string[]): number {
  const times = paths.map((each) => {
    if (except.includes(each) || !existsSync(each)) return 0;
    const stat = statSync(each);
    if (!stat.isDirectory()) return stat.mtimeMs;
    const inside = readdirSync(each).map((name) => join(each, name));
    // A generated folder that appears changes the time of the folder it is in.
    const own = inside.some((name) => except.includes(name)) ? 0 : stat.mtimeMs;
    return Math.max(own, newest(inside, except));
  });
  return Math.max(0, ...times);
}

function ifThere(file: string): string | undefined {
  return existsSync(file) ? file : undefined;
}

/** One build of this checkout at a time: a second would delete what the first is writing. */
async function locked(work: () => Promise<void>): Promise<void> {
  const file = join(stackHome(), 'build.lock');
  while (!take(file)) await delay(100);
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (isAbandoned(file)) rmSync(file, { force: true });
    return false;
  }
}

/** Left by a process that is gone. */
function isAbandoned(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}
