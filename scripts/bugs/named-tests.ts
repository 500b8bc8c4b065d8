import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestName } from '../../bugs/bug.types';
import { checkout, createRunFolder, removeRunFolder } from '../stack/folders';
import { ServerProcess } from '../stack/server-process';

interface Report {
  testResults: { message: string; assertionResults: { fullName: string; status: string }[] }[];
}

/** Runs single tests of this checkout on a bank; answers how each ended, by its name. */
export async function runNamed(env: Record<string, string>, tests: readonly TestName[]): Promise<Map<string, string>> {
  const names = tests.map(({ name }) => `^${name.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}$`);
  return runJest(env, [
    '--config=backend/jest.config.cjs',
    '--testTimeout=60000',
    '--testNamePattern',
    names.join('|'),
    '--runTestsByPath',
    ...new Set(tests.map(({ file }) => file)),
  ]);
}

/** Runs the suite that is shipped with the bugs. */
export function runStarter(env: Record<string, string>): Promise<Map<string, string>> {
  return runJest(env, ['--config=bugs/starter/jest.config.cjs']);
}

/** Tests that were left out are not told of. */
async function runJest(env: Record<string, string>, args: string[]): Promise<Map<string, string>> {
  const folder = createRunFolder();
  const report = join(folder, 'report.json');
  const jest = await ServerProcess.start({
    name: 'Jest',
    command: process.execPath,
    args: [join(checkout, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args],
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: { file: join(folder, 'jest.log') },
    cwd: checkout,
    env: { ...process.env, ...env },
  });
  await jest.ended;
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
  const all = testResults.flatMap(({ message, assertionResults }) => {
    if (assertionResults.length === 0) throw new Error(`A file of tests did not run: ${message}`);
    return assertionResults.filter(({ status }) => status === 'passed' || status === 'failed');
  });
  removeRunFolder(folder);
  return new Map(all.map(({ fullName, status }) => [fullName, status]));
}
