import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOf, type Step } from './check-step';
import { command } from './command';
import { asyncapiProblems } from './contract/asyncapi';
import { clientSteps } from './contract/clients';
import { derivedFiles } from './contract/derived';
import { progress } from './progress';
import { buildBackend, hasScript, npm } from './stack/build';
import { checkout, createRunFolder } from './stack/folders';
import { isStopping } from './stack/server-process';
import { StackError } from './stack/stack-error';

const atOnce = 2;
const NAME_WIDTH = 31;

const bin = (name: string): string => join(checkout, 'node_modules', name);

const imported = ['backend', 'labs', 'testkit', 'scripts', 'bugs', 'frontend/src'];
/** Each with its own settings of the compiler; the frontend has scripts of its own. */
const folders = ['backend', 'labs', 'testkit', 'scripts', 'bugs', 'helm', 'docker'];

function steps(logs: string): Step[] {
  const tool = (name: string, program: string, ...args: string[]): Step => ({
    name,
    run: () => problemsOf(name, { command: process.execPath, args: [bin(program), ...args] }, logs),
  });
  const types = folders.map((folder) => tool(`types of ${folder}`, 'typescript/bin/tsc', '-p', folder));
  const frontend = ['lint', 'types'].filter(hasScript).map((script) => {
    const name = `${script} of frontend`;
    const program = npm('run', '--silent', script, '--workspace', 'frontend');
    return { name, run: () => problemsOf(name, program, logs) };
  });
  return [
    tool('lint', 'eslint/bin/eslint.js', ...folders),
    tool('format', 'prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
    ...frontend,
    ...types,
    tool('imports', 'dependency-cruiser/bin/dependency-cruise.mjs', '--config', 'depcruise.config.cjs', ...imported),
    { name: 'contract', run: () => contractDrift(logs) },
    tool('lint of contract', '@redocly/cli/bin/cli.js', 'lint', 'openapi.json'),
    ...clientSteps(logs),
    { name: 'bugs', run: () => problemsOf('bugs', npm('run', '--silent', 'bugs', '--', 'check'), logs) },
  ];
}

/** Whether the committed document is what the code says. The page's client is made from it by every build. */
async function contractDrift(logs: string): Promise<string | undefined> {
  await buildBackend(progress);
  const generated = join(logs, 'openapi.json');
  const program = join(checkout, 'backend', 'dist', 'openapi.js');
  const problems = await problemsOf('contract', { command: process.execPath, args: [program, generated] }, logs);
  if (problems !== undefined) return problems;
  const committed = join(checkout, 'openapi.json');
  if (!existsSync(committed) || readFileSync(committed, 'utf8') !== readFileSync(generated, 'utf8'))
    return 'openapi.json is not what the code says: run npm run openapi, look at the difference and commit it.';
  const drifted = [...(await derivedFiles())].filter(([path, text]) => !isWritten(path, text)).map(([path]) => path);
  if (drifted.length > 0)
    return `Made of the contract and older than it: ${drifted.join(', ')}. Run npm run openapi and commit them.`;
  const broken = await asyncapiProblems(readFileSync(join(checkout, 'asyncapi.json'), 'utf8'));
  return broken.length === 0 ? undefined : broken.map((problem) => `asyncapi.json: ${problem}`).join('\n');
}

function isWritten(path: string, text: string): boolean {
  const file = join(checkout, path);
  return existsSync(file) && readFileSync(file, 'utf8') === text;
}

async function check(): Promise<number> {
  const waiting: Step[] = [];
  const failed: string[] = [];
  for (const step of steps(createRunFolder())) {
    const problem = step.problem?.();
    if (problem === undefined) waiting.push(step);
    else console.log(`${step.name.padEnd(NAME_WIDTH)}           skipped: ${problem}`);
    // Where everything is installed on purpose, a skipped check is one that was forgotten.
    if (problem !== undefined && process.env.CI) failed.push(step.name);
  }
  const all = waiting.length;
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const begun = performance.now();
      const problems = await step.run().catch((error: unknown) => {
        if (error instanceof StackError) return error.message;
        throw error;
      });
      if (isStopping()) return;
      const took = `${((performance.now() - begun) / 1000).toFixed(1)} s`;
      console.log(`${step.name.padEnd(NAME_WIDTH)} ${took.padStart(7)}   ${problems === undefined ? 'ok' : 'FAILED'}`);
      if (problems === undefined) continue;
      failed.push(step.name);
      console.log(`${problems}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  console.log(failed.length === 0 ? `All ${String(all)} checks hold.` : `Not in order: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}

void command(check);
