import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { jsonCounts, type ReadCounts, tapCounts } from './counts';
import { buildBackend, buildFrontend, hasScript, npm } from './stack/build';
import { checkout } from './stack/folders';
import { embeddedPostgresProblem } from './stack/postgres-binaries';
import { redisProblem } from './stack/redis';
import type { Reporter } from './stack/stack';

export interface Suite {
  name: string;
  /** Whether this checkout has it. */
  exists: () => boolean;
  /** Why it cannot run on this machine, and what to install. */
  problem?: () => string | undefined;
  /** It runs only when asked for by name, unless its needs are met. */
  optional?: boolean;
  /** Builds what its runner does not. */
  prepare?: (report: Reporter) => Promise<void>;
  /** Variables for the runner, by the deployments that were named. */
  env?: (baseUrls: string[]) => Record<string, string>;
  /** The runner, told to write its own report to a file. */
  runner: (reportFile: string) => { command: string; args: string[] };
  counts: ReadCounts;
}

export const suites: Suite[] = [
  { name: 'unit', exists: () => true, runner: jest('unit'), counts: jsonCounts },
  {
    name: 'database',
    exists: hasTests('backend/test/database'),
    problem: () => (process.env.REDIS_URL ? undefined : redisProblem()),
    runner: jest('database'),
    counts: jsonCounts,
  },
  {
    name: 'api',
    exists: hasTests('backend/test/api'),
    env: deployment,
    runner: jest('api'),
    counts: jsonCounts,
  },
  {
    name: 'faults',
    exists: hasTests('backend/test/faults'),
    problem: () => embeddedPostgresProblem() ?? redisProblem(),
    // Each of them keeps several pods busy: one at a time.
    runner: jest('faults', '--runInBand', '--testTimeout=120000'),
    counts: jsonCounts,
  },
  {
    name: 'labs',
    exists: hasTests('labs/test'),
    problem: () => embeddedPostgresProblem() ?? redisProblem(),
    runner: jest('labs', '--testTimeout=60000'),
    counts: jsonCounts,
  },
  {
    name: 'chaos',
    exists: hasTests('backend/test/chaos'),
    problem: () => embeddedPostgresProblem() ?? redisProblem(),
    runner: jest('chaos', '--testTimeout=300000'),
    counts: jsonCounts,
  },
  { name: 'frontend', exists: () => hasScript('test'), runner: vitest('test'), counts: jsonCounts },
  {
    name: 'e2e',
    exists: () => hasScript('e2e'),
    problem: () => chromiumProblem() ?? redisProblem(),
    prepare: async (report) => {
      await Promise.all([buildBackend(report), buildFrontend(report)]);
    },
    runner: vitest('e2e'),
    counts: jsonCounts,
  },
  {
    name: 'helm',
    exists: hasTests('helm/test'),
    problem: () => programProblem('helm', ['version'], 'go install helm.sh/helm/v4/cmd/helm@v4.2.4'),
    runner: nodeTest('helm/test'),
    counts: tapCounts,
  },
  {
    name: 'containers',
    exists: hasTests('docker/test'),
    problem: () => programProblem('docker', ['version'], 'a Docker engine, or set DOCKER_HOST to one'),
    optional: true,
    runner: nodeTest('docker/test'),
    counts: tapCounts,
  },
];

/** The deployment to test instead of one of this checkout, and a second pod of it. */
function deployment([first, second]: string[]): Record<string, string> {
  return { ...(first && { BASE_URL: first }), ...(second && { BASE_URL2: second }) };
}

function jest(project: string, ...options: string[]): Suite['runner'] {
  return (file) => ({
    command: process.execPath,
    args: [
      join(checkout, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--config=backend/jest.config.cjs',
      `--selectProjects=${project}`,
      '--json',
      `--outputFile=${file}`,
      ...options,
    ],
  });
}

function vitest(script: string): Suite['runner'] {
  const reporters = ['--reporter=default', '--reporter=json'];
  return (file) => npm('run', script, '--workspace', 'frontend', '--', ...reporters, `--outputFile.json=${file}`);
}

function nodeTest(folder: string): Suite['runner'] {
  return (file) => ({
    command: process.execPath,
    args: [
      ...['--import', 'tsx', '--test'],
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=tap', `--test-reporter-destination=${file}`],
      ...testFiles(folder).map((name) => join(folder, name)),
    ],
  });
}

function hasTests(folder: string): () => boolean {
  return () => testFiles(folder).length > 0;
}

function testFiles(folder: string): string[] {
  const path = join(checkout, folder);
  return existsSync(path) ? readdirSync(path).filter((name) => /[.-](spec|test)\.ts$/.test(name)) : [];
}

/** Programs that answer to these names are Chromium or behave like it. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function chromiumProblem(): string | undefined {
  const named = process.env.CHROMIUM ?? '';
  if (existsSync(named) || browsers.some((name) => runs(name, ['--version']))) return undefined;
  return 'no Chromium found: install chromium, or name its program in CHROMIUM.';
}

function programProblem(name: string, args: string[], remedy: string): string | undefined {
  return runs(name, args) ? undefined : `${name} does not run here: install it (${remedy}).`;
}

function runs(program: string, args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
