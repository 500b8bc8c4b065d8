import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ReportForm } from './counts';
import { runs } from './programs';
import { buildBackend, buildFrontend, npm } from './stack/build';
import { checkout } from './stack/folders';
import { embeddedPostgresProblem } from './stack/postgres-binaries';
import { redisProblem } from './stack/redis';
import type { Reporter } from './stack/stack';

/** What a runner is asked for. */
export interface Run {
  /** Where its own report goes, whose form the suite tells. */
  report: string;
  /** Only these files; all unless told. */
  files?: string[];
  /** Only tests whose names match. */
  grep?: string;
  /** Where a report in JUnit's form goes. */
  junit?: string;
}

export interface Runner {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

export interface Suite {
  name: string;
  /** Where its tests are, from the root. */
  folders: string[];
  /** Whether this checkout has it. */
  exists: () => boolean;
  /** Its test files with this in their path, from the root. */
  files: (part: string) => string[];
  /** Why it cannot run on this machine, and what to install. */
  problem?: () => string | undefined;
  /** It runs only when asked for by name, unless its needs are met. */
  optional?: boolean;
  /** Builds what its runner does not. */
  prepare?: (report: Reporter) => Promise<void>;
  /** Variables for the runner, by the deployments that were named. */
  env?: (baseUrls: string[]) => Record<string, string>;
  runner: (run: Run) => Runner;
  report: ReportForm;
}

/** Left to itself, Node 20 may wait without end for a connection that a fault cut while it was being opened. */
const ENDS_AT_ONCE = '--forceExit';

export const suites: Suite[] = [
  { name: 'unit', ...tests('backend/src', 'scripts'), ...jest('unit') },
  {
    name: 'database',
    ...tests('backend/test/database'),
    problem: () => (process.env.REDIS_URL ? undefined : redisProblem()),
    ...jest('database'),
  },
  {
    name: 'api',
    ...tests('backend/test/api', 'backend/test/realtime'),
    env: deployment,
    // Its tests wait for the bank more than they work.
    ...jest('api', '--maxWorkers=4'),
  },
  {
    name: 'testkit',
    ...tests('testkit/test'),
    problem: registryProblem,
    ...jest('testkit'),
  },
  {
    name: 'faults',
    ...tests('backend/test/faults'),
    problem: () => embeddedPostgresProblem() ?? redisProblem(),
    // Each of them keeps several pods busy: one at a time.
    ...jest('faults', '--runInBand', '--testTimeout=120000', ENDS_AT_ONCE),
  },
  {
    name: 'labs',
    ...tests('labs/src', 'labs/test'),
    problem: () => embeddedPostgresProblem() ?? redisProblem(),
    ...jest('labs', '--testTimeout=60000'),
  },
  {
    name: 'chaos',
    ...tests('backend/test/chaos'),
    problem: () => embeddedPostgresProblem() ?? redisProblem(),
    ...jest('chaos', '--testTimeout=300000', ENDS_AT_ONCE),
  },
  {
    name: 'bugs',
    ...tests('bugs/test'),
    problem: () => embeddedPostgresProblem() ?? redisProblem(),
    ...jest('bugs'),
  },
  { name: 'frontend', ...only(tests('frontend/src'), (path) => !isDrawn(path)), ...vitest('test') },
  {
    name: 'components',
    ...only(tests('frontend/src'), isDrawn),
    problem: chromiumProblem,
    ...angular('test:components'),
  },
  {
    name: 'e2e',
    ...tests('frontend/e2e'),
    problem: () => chromiumProblem() ?? redisProblem(),
    prepare: async (report) => {
      await Promise.all([buildBackend(report), buildFrontend(report)]);
    },
    ...vitest('e2e'),
  },
  {
    name: 'helm',
    ...tests('helm/test'),
    problem: () => programProblem('helm', ['version'], 'go install helm.sh/helm/v4/cmd/helm@v4.2.4'),
    ...nodeTest('helm/test'),
  },
  {
    name: 'containers',
    ...tests('docker/test'),
    problem: () => programProblem('docker', ['version'], 'a Docker engine, or set DOCKER_HOST to one'),
    optional: true,
    ...nodeTest('docker/test'),
  },
];

/** The deployment to test instead of one of this checkout, and a second pod of it. */
function deployment([first, second]: string[]): Record<string, string> {
  return { ...(first && { BASE_URL: first }), ...(second && { BASE_URL2: second }) };
}

function jest(project: string, ...options: string[]): Pick<Suite, 'runner' | 'report'> {
  const runner = ({ report, files, grep, junit }: Run): Runner => ({
    command: process.execPath,
    args: [
      join(checkout, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--config=backend/jest.config.cjs',
      `--selectProjects=${project}`,
      '--json',
      `--outputFile=${report}`,
      ...options,
      ...(junit === undefined ? [] : ['--reporters=default', '--reporters=jest-junit']),
      ...(grep === undefined ? [] : [`--testNamePattern=${grep}`]),
      ...(files === undefined ? [] : ['--runTestsByPath', ...files]),
    ],
    ...(junit !== undefined && { env: junitSettings(project, junit) }),
  });
  return { runner, report: 'json' };
}

/** Of jest-junit: a suite for each file, and one failure for a file that does not load. */
function junitSettings(suite: string, file: string): Record<string, string> {
  return {
    JEST_JUNIT_OUTPUT_FILE: file,
    JEST_SUITE_NAME: suite,
    JEST_JUNIT_SUITE_NAME: '{filepath}',
    JEST_JUNIT_CLASSNAME: '{classname}',
    JEST_JUNIT_TITLE: '{title}',
    JEST_JUNIT_ADD_FILE_ATTRIBUTE: 'true',
    JEST_JUNIT_REPORT_TEST_SUITE_ERRORS: 'true',
  };
}

/** Vitest by way of the Angular builder, which tells it of no report: its configuration reads where they go. */
function angular(script: string): Pick<Suite, 'runner' | 'report'> {
  const runner = ({ report, files = [], grep, junit }: Run): Runner => ({
    ...npm(
      ...['run', script, '--workspace', 'frontend', '--'],
      ...(grep === undefined ? [] : [`--filter=${grep}`]),
      ...files.map((file) => `--include=${relative('frontend/src', file)}`),
    ),
    env: { REPORT_JSON: report, ...(junit !== undefined && { REPORT_JUNIT: junit }) },
  });
  return { runner, report: 'json' };
}

function vitest(script: string): Pick<Suite, 'runner' | 'report'> {
  const runner = ({ report, files = [], grep, junit }: Run): Runner =>
    npm(
      ...['run', script, '--workspace', 'frontend', '--', '--reporter=default', '--reporter=json'],
      `--outputFile.json=${report}`,
      ...(junit === undefined ? [] : ['--reporter=junit', `--outputFile.junit=${junit}`]),
      ...(grep === undefined ? [] : [`--testNamePattern=${grep}`]),
      ...files.map((file) => relative('frontend', file)),
    );
  return { runner, report: 'json' };
}

function nodeTest(folder: string): Pick<Suite, 'runner' | 'report'> {
  const runner = ({ report, files = testFiles(folder), grep, junit }: Run): Runner => ({
    command: process.execPath,
    args: [
      ...['--import', 'tsx', '--test'],
      ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
      ...['--test-reporter=tap', `--test-reporter-destination=${report}`],
      ...(junit === undefined ? [] : ['--test-reporter=junit', `--test-reporter-destination=${junit}`]),
      ...(grep === undefined ? [] : [`--test-name-pattern=${grep}`]),
      ...files,
    ],
  });
  return { runner, report: 'tap' };
}

function tests(...folders: string[]): Pick<Suite, 'folders' | 'exists' | 'files'> {
  return {
    folders,
    exists: () => folders.some((folder) => testFiles(folder).length > 0),
    files: (part) => folders.flatMap(testFiles).filter((path) => path.includes(part.replace(/^\.\//, ''))),
  };
}

/** From the root, by slashes. */
function only<T extends Pick<Suite, 'files'>>(all: T, wanted: (path: string) => boolean): T {
  return { ...all, files: (part) => all.files(part).filter(wanted) };
}

/** What needs a browser, beside what does not. */
function isDrawn(path: string): boolean {
  return path.endsWith('.browser.spec.ts');
}

function testFiles(folder: string): string[] {
  const path = join(checkout, folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  return names.filter((name) => /([.-](spec|test)|\.e2e)\.ts$/.test(name)).map((name) => `${folder}/${name}`);
}

/** Programs that answer to these names are Chromium or behave like it. */
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function chromiumProblem(): string | undefined {
  const named = process.env.CHROMIUM ?? '';
  if (existsSync(named) || browsers.some((name) => runs(name, ['--version']))) return undefined;
  return 'no Chromium found: install chromium, or name its program in CHROMIUM.';
}

/** As of any package that is there. */
function registryProblem(): string | undefined {
  const { command, args } = npm('view', 'jest', 'version', '--fetch-retries=0', '--fetch-timeout=10000');
  return runs(command, args) ? undefined : 'npm reaches no registry of packages.';
}

function programProblem(name: string, args: string[], remedy: string): string | undefined {
  return runs(name, args) ? undefined : `${name} does not run here: install it (${remedy}).`;
}
