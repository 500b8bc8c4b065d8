import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { jsonCounts, type ReadCounts, tapCounts } from './counts';
import { buildBackend, buildFrontend, hasScript, npm } from './stack/build';
import { checkout } from './stack/folders';
import { embeddedPostgresProblem } from './stack/postgres-binaries';
import { redisProblem } from './stack/redis';
import { findServers, type Reporter, Stack } from './stack/stack';

export interface Environment {
  /** A running deployment to test instead of a local stack, and a second pod of it. */
  baseUrls: string[];
  report: Reporter;
}

/** What a suite's runner is started with, and how to end what was started for it. */
export interface Prepared {
  env: Record<string, string>;
  stop: () => Promise<void>;
}

export interface Suite {
  name: string;
  /** Whether this checkout has it. */
  exists: () => boolean;
  /** Why it cannot run on this machine, and what to install. */
  problem?: () => string | undefined;
  /** It runs only when asked for by name, unless its needs are met. */
  optional?: boolean;
  prepare?: (environment: Environment) => Promise<Prepared>;
  /** The runner, told to write its own report to a file. */
  runner: (reportFile: string) => { command: string; args: string[] };
  counts: ReadCounts;
}

const quiet = { LOG_LEVEL: 'warn' };

export const suites: Suite[] = [
  { name: 'unit', exists: () => true, runner: jest('unit'), counts: jsonCounts },
  {
    name: 'database',
    exists: hasTests('backend/test/database'),
    problem: () => (process.env.REDIS_URL ? undefined : redisProblem()),
    prepare: async ({ report }) => {
      const servers = await report('Starting PostgreSQL and Redis', () => findServers());
      const env = { TEST_DATABASE_URL: servers.postgres.url('postgres'), REDIS_URL: servers.redis.url };
      return { env, stop: () => servers.stop() };
    },
    runner: jest('database'),
    counts: jsonCounts,
  },
  {
    name: 'api',
    exists: hasTests('backend/test/api'),
    prepare: prepareApi,
    runner: jest('api'),
    counts: jsonCounts,
  },
  {
    name: 'faults',
    exists: hasTests('backend/test/faults'),
    problem: () => embeddedPostgresProblem() ?? redisProblem(),
    prepare: async ({ report }) => {
      await buildBackend(report);
      return nothingToStop;
    },
    // Each of them keeps several pods busy: one at a time.
    runner: jest('faults', '--runInBand', '--testTimeout=120000'),
    counts: jsonCounts,
  },
  { name: 'frontend', exists: () => hasScript('test'), runner: vitest('test'), counts: jsonCounts },
  {
    name: 'e2e',
    exists: () => hasScript('e2e'),
    problem: () => chromiumProblem() ?? redisProblem(),
    prepare: async ({ report }) => {
      await Promise.all([buildBackend(report), buildFrontend(report)]);
      return nothingToStop;
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

const nothingToStop: Prepared = { env: {}, stop: () => Promise.resolve() };

/** A pod does; a proxy or an ingress in front keeps health and metrics to itself. */
async function showsHealth(baseUrl: string): Promise<boolean> {
  const answer = await fetch(new URL('/health/live', baseUrl)).catch(() => undefined);
  return answer?.ok === true && answer.headers.get('content-type')?.startsWith('application/json') === true;
}

async function prepareApi({ baseUrls, report }: Environment): Promise<Prepared> {
  const [given, second] = baseUrls;
  if (given !== undefined) {
    const env = { BASE_URL: given, ...(second === undefined ? {} : { BASE_URL2: second }) };
    return { ...nothingToStop, env: (await showsHealth(given)) ? env : { ...env, BEHIND_PROXY: 'true' } };
  }
  await buildBackend(report);
  const stack = await Stack.startTemporary({ pods: 1, env: { ...quiet, DEMO_SEED: 'true' }, report });
  const [pod] = stack.pods;
  // The stand-in for Redis lives in one pod.
  const other = stack.servers.redis.kind === 'memory' ? undefined : await stack.addPod();
  return {
    env: { BASE_URL: pod?.url ?? '', ...(other ? { BASE_URL2: other.url } : {}) },
    stop: () => stack.stop(),
  };
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
