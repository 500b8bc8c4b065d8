import { copyFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { command } from './command';
import { closingLine, type Counts, type Failure, nothing, readReport, sum } from './counts';
import { checkDeployment } from './deployment';
import { progress } from './progress';
import { checkout, createRunFolder, removeRunFolder } from './stack/folders';
import { isStopping, ServerProcess } from './stack/server-process';
import { describeFailure } from './stack/stack-error';
import type { Suite } from './suites';
import { namesOf, readTestOptions, type TestOptions } from './test-options';

interface Outcome extends Counts {
  failures: Failure[];
  /** Why it was skipped or failed as a whole. */
  remark?: string;
}

interface Result extends Outcome {
  suite: string;
  tookMs: number;
}

/** As many are told one by one; of more it is their number. */
const TOLD = 20;

async function test(): Promise<number> {
  const options = readTestOptions(process.argv.slice(2));
  for (const url of options.baseUrls) await checkDeployment(url);
  const results: Result[] = [];
  for (const suite of options.chosen) if (!isStopping()) results.push(await timed(suite, options));
  if (isStopping()) return 1;
  for (const result of results) tellFailures(result, options);
  console.log(`\n${results.map(describe).join('\n')}\n`);
  const total = sum(results);
  if (options.grep !== undefined && total.passed + total.failed === 0) {
    console.log(`No test of ${namesOf(options.chosen)} has a name that matches --grep "${options.grep}".`);
    return 1;
  }
  // Where everything is installed on purpose, a skipped test is one that was forgotten.
  const complete = !process.env.CI || total.skipped === 0;
  if (!complete) console.log('CI is set, so that nothing may be skipped: install what the lines above name.');
  console.log(closingLine(total));
  return total.failed === 0 && complete ? 0 : 1;
}

async function timed(suite: Suite, options: TestOptions): Promise<Result> {
  const begun = performance.now();
  console.log(`\n── ${suite.name} ${'─'.repeat(Math.max(0, 76 - suite.name.length))}`);
  const outcome = await runSuite(suite, options);
  if (outcome.remark) console.log(outcome.remark);
  return { ...outcome, suite: suite.name, tookMs: performance.now() - begun };
}

async function runSuite(suite: Suite, options: TestOptions): Promise<Outcome> {
  const files = options.file === undefined ? undefined : suite.files(options.file);
  if (files?.length === 0)
    return { ...nothing, failures: [], remark: `has no file with "${options.file ?? ''}" in its path` };
  const problem = suite.problem?.();
  if (problem) return { ...nothing, failures: [], skipped: 1, remark: `skipped: ${problem}` };
  try {
    await suite.prepare?.(progress);
    return await runRunner(suite, options, files);
  } catch (error) {
    return { ...nothing, failures: [], failed: 1, remark: describeFailure(error) };
  }
}

/** A runner that crashed, or fails although all its tests passed, counts as one failure. */
async function runRunner(suite: Suite, options: TestOptions, files: string[] | undefined): Promise<Outcome> {
  const folder = createRunFolder();
  const file = join(folder, 'report');
  const { grep, junit, json, baseUrls } = options;
  const { command, args, env } = suite.runner({
    report: file,
    ...(files !== undefined && { files }),
    ...(grep !== undefined && { grep }),
    ...(junit !== undefined && { junit }),
  });
  const runner = await ServerProcess.start({
    name: suite.name,
    command,
    args,
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: 'inherit',
    cwd: checkout,
    env: { ...process.env, ...suite.env?.(baseUrls), ...env },
  });
  const { code, signal } = await runner.ended;
  const report = readReport(suite.report, file);
  if (json !== undefined && report) copyFileSync(file, json);
  removeRunFolder(folder);
  const fate = signal ?? `code ${String(code)}`;
  if (!report)
    return { ...nothing, failures: [], failed: 1, remark: `The runner ended with ${fate} and left no report.` };
  // Those that --grep leaves out are told as skipped.
  const outcome = grep === undefined ? report : { ...report, skipped: 0 };
  if (code !== 0 && report.failed === 0) return { ...outcome, failed: 1, remark: `The runner ended with ${fate}.` };
  return outcome;
}

/** Each with what repeats just it. */
function tellFailures({ suite, failures }: Result, { baseUrls }: TestOptions): void {
  if (failures.length === 0) return;
  console.log(`\nFailed in ${suite}:`);
  for (const { name, file, message } of failures.slice(0, TOLD)) {
    const path = file === undefined ? undefined : relative(checkout, file).replaceAll('\\', '/');
    const again = [
      ...baseUrls.map((url) => `--base-url ${url}`),
      ...(path === undefined ? [] : [`--file ${path}`]),
      ...(name === '' ? [] : [`--grep "${patternOf(name, suite)}"`]),
    ];
    console.log(`\n  ${[path, name].filter(Boolean).join(': ')}\n    ${message}`);
    console.log(`    npm test -- ${[suite, ...again].join(' ')}`);
  }
  if (failures.length > TOLD) console.log(`\n  and ${String(failures.length - TOLD)} more`);
}

/** Matches this name, and has nothing that a shell would read otherwise. */
function patternOf(name: string, suite: string): string {
  const safe = name.replaceAll(/[^\w ,:/-]/gu, '.');
  // node:test has names without those of their groups.
  return suite === 'helm' || suite === 'containers' ? safe : `^${safe}$`;
}

function describe(result: Result): string {
  const seconds = `${(result.tookMs / 1000).toFixed(1)} s`;
  const remark = result.remark ? `   ${result.remark.split('\n')[0] ?? ''}` : '';
  return `${result.suite.padEnd(12)} ${seconds.padStart(8)}   ${closingLine(result)}${remark}`;
}

void command(test);
