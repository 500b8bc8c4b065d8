import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { command } from './command';
import { closingLine, type Counts, nothing, sum } from './counts';
import { progress } from './progress';
import { checkout, createRunFolder, removeRunFolder } from './stack/folders';
import { isStopping, ServerProcess } from './stack/server-process';
import { describeFailure, StackError } from './stack/stack-error';
import { type Suite, suites } from './suites';

interface Options {
  chosen: Suite[];
  baseUrls: string[];
  /** For the runner, as given. */
  passedOn: string[];
}

interface Result extends Counts {
  suite: string;
  tookMs: number;
  /** Why it was skipped or failed as a whole. */
  remark?: string;
}

/** `test.ts [suite…] [--base-url URL]… [further arguments for the runner]` */
function readOptions(): Options {
  const { tokens } = parseArgs({ strict: false, tokens: true, options: { 'base-url': { type: 'string' } } });
  const names: string[] = [];
  const baseUrls: string[] = [];
  const own = new Set<number>();
  for (const token of tokens) {
    if (token.kind === 'option' && token.name === 'base-url') {
      baseUrls.push(checkedUrl(token.value));
      own.add(token.index);
      if (!token.inlineValue) own.add(token.index + 1);
    } else if (token.kind === 'positional' && suites.some(({ name }) => name === token.value)) {
      names.push(token.value);
      own.add(token.index);
    }
  }
  const passedOn = process.argv.slice(2).filter((argument, index) => !own.has(index) && argument !== '--');
  if (names.length === 0 && passedOn[0] && !passedOn[0].startsWith('-'))
    throw new StackError(`There is no suite "${passedOn[0]}"; there are ${suites.map(({ name }) => name).join(', ')}.`);
  return { chosen: choose(names, baseUrls), baseUrls, passedOn };
}

function checkedUrl(text: string | undefined): string {
  if (text && URL.canParse(text)) return text;
  throw new StackError('--base-url takes the address of a running deployment, for example http://localhost:3000.');
}

/** Suites of this checkout; without names all that are not optional, and those optional ones that can run. */
function choose(names: string[], baseUrls: string[]): Suite[] {
  if (baseUrls.length > 0 && names.some((name) => name !== 'api'))
    throw new StackError('--base-url is for the suite api; the others start what they test.');
  const wanted = baseUrls.length > 0 ? ['api'] : names;
  const present = suites.filter((suite) => suite.exists());
  if (wanted.length > 0) return present.filter((suite) => wanted.includes(suite.name));
  return present.filter((suite) => !suite.optional || suite.problem?.() === undefined);
}

async function test(): Promise<number> {
  const options = readOptions();
  if (options.chosen.length === 0) throw new StackError('This checkout has no such suite.');
  const results: Result[] = [];
  for (const suite of options.chosen) if (!isStopping()) results.push(await timed(suite, options));
  if (isStopping()) return 1;
  const total = sum(results);
  console.log(`\n${results.map(describe).join('\n')}\n`);
  // Where everything is installed on purpose, a skipped test is one that was forgotten.
  const complete = !process.env.CI || total.skipped === 0;
  if (!complete) console.log('CI is set, so that nothing may be skipped: install what the lines above name.');
  console.log(closingLine(total));
  return total.failed === 0 && complete ? 0 : 1;
}

async function timed(suite: Suite, options: Options): Promise<Result> {
  const begun = performance.now();
  console.log(`\n── ${suite.name} ${'─'.repeat(Math.max(0, 76 - suite.name.length))}`);
  const result = await runSuite(suite, options);
  if (result.remark) console.log(result.remark);
  return { ...result, suite: suite.name, tookMs: performance.now() - begun };
}

async function runSuite(suite: Suite, { baseUrls, passedOn }: Options): Promise<Counts & { remark?: string }> {
  const problem = suite.problem?.();
  if (problem) return { ...nothing, skipped: 1, remark: `skipped: ${problem}` };
  try {
    await suite.prepare?.(progress);
    return await runRunner(suite, suite.env?.(baseUrls) ?? {}, passedOn);
  } catch (error) {
    return { ...nothing, failed: 1, remark: describeFailure(error) };
  }
}

/** A runner that crashed, or fails although all its tests passed, counts as one failure. */
async function runRunner(
  suite: Suite,
  env: Record<string, string>,
  passedOn: string[],
): Promise<Counts & { remark?: string }> {
  const folder = createRunFolder();
  const file = join(folder, 'report');
  const { command, args } = suite.runner(file);
  const runner = await ServerProcess.start({
    name: suite.name,
    command,
    args: [...args, ...passedOn],
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: 'inherit',
    cwd: checkout,
    env: { ...process.env, ...env },
  });
  const { code, signal } = await runner.ended;
  const counts = suite.counts(file);
  removeRunFolder(folder);
  const fate = signal ?? `code ${String(code)}`;
  if (!counts) return { ...nothing, failed: 1, remark: `The runner ended with ${fate} and left no report.` };
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1, remark: `The runner ended with ${fate}.` };
  return counts;
}

function describe(result: Result): string {
  const seconds = `${(result.tookMs / 1000).toFixed(1)} s`;
  const remark = result.remark ? `   ${result.remark.split('\n')[0] ?? ''}` : '';
  return `${result.suite.padEnd(12)} ${seconds.padStart(8)}   ${closingLine(result)}${remark}`;
}

void command(test);
