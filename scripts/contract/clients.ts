import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstProblem, type Program, type Step } from '../check-step';
import { installOnce } from '../programs';
import { progress } from '../progress';
import { pythonProblem, pythonPrograms } from '../python';
import { npm } from '../stack/build';
import { checkout, openFolder, programsHome } from '../stack/folders';
import { run } from '../stack/server-process';

const contract = join(checkout, 'openapi.json');
const pinned = join(checkout, 'scripts', 'contract', 'generators');
const node = (script: string, ...args: string[]): Program => ({ command: process.execPath, args: [script, ...args] });
const tool = (script: string): string => join(checkout, 'node_modules', script);

/** Clients of the contract by several generators, made and compiled: what they cannot read, others cannot use. */
export function clientSteps(logs: string): Step[] {
  return [
    { name: 'client of openapi-typescript', run: () => openapiTypescript(logs) },
    { name: 'client of orval', run: () => orval(logs) },
    { name: 'client of openapi-python-client', problem: pythonProblem, run: () => openapiPythonClient(logs) },
  ];
}

function openapiTypescript(logs: string): Promise<string | undefined> {
  const client = join(logs, 'openapi-typescript.ts');
  // Beside the contract it would read redocly.yaml, which is written for a newer release of the linter than it uses.
  const copy = join(logs, 'contract.json');
  copyFileSync(contract, copy);
  const generate = { ...node(tool('openapi-typescript/bin/cli.js'), copy, '--output', client), cwd: logs };
  return firstProblem('openapi-typescript', [generate, compile(client, logs)], logs);
}

async function orval(logs: string): Promise<string | undefined> {
  const client = join(logs, 'orval.ts');
  const program = join(await nodeGenerators(), 'node_modules', 'orval', 'dist', 'bin', 'orval.mjs');
  const generate = node(program, '--input', contract, '--output', client, '--client', 'fetch');
  return firstProblem('orval', [generate, compile(client, logs)], logs);
}

async function openapiPythonClient(logs: string): Promise<string | undefined> {
  const client = join(logs, 'bank_client');
  const programs = await pythonPrograms('generators', join(pinned, 'requirements.txt'), progress);
  const python = join(programs, 'python');
  const made = ['--path', contract, '--output-path', client, '--meta', 'none', '--fail-on-warning'];
  // Its formatter is looked for on the PATH.
  const PATH = [programs, process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
  const generate = {
    command: join(programs, 'openapi-python-client'),
    args: ['generate', ...made],
    env: { ...process.env, PATH },
  };
  const importAll = [
    'import importlib, pkgutil, sys',
    `sys.path.insert(0, ${JSON.stringify(logs)})`,
    'import bank_client',
    'for module in pkgutil.walk_packages(bank_client.__path__, "bank_client."): importlib.import_module(module.name)',
  ].join('\n');
  const steps = [
    generate,
    { command: python, args: ['-m', 'compileall', '-q', client] },
    { command: python, args: ['-c', importAll] },
  ];
  return firstProblem('openapi-python-client', steps, logs);
}

/** As a project of the reader's would: strictly, and with nothing of ours around. */
function compile(file: string, logs: string): Program {
  const strict = [
    '--strict',
    '--noEmit',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--lib',
    'es2022,dom,dom.iterable',
  ];
  return node(tool('typescript/bin/tsc'), ...strict, '--typeRoots', join(logs, 'none'), file);
}

/** Installs what is pinned beside this file, for any checkout of the same user, unless it is there. */
async function nodeGenerators(): Promise<string> {
  const id = createHash('sha256')
    .update(readFileSync(join(pinned, 'package-lock.json')))
    .digest('hex')
    .slice(0, 12);
  const home = join(programsHome(), `generators-${id}`);
  const install = async (): Promise<void> => {
    openFolder(home);
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(pinned, name), join(home, name));
    const program = npm('ci', '--prefix', home, '--ignore-scripts', '--no-audit', '--no-fund');
    const output = { file: `${home}.log` };
    await run({ ...program, name: 'Installing generators', stopSignal: 'SIGTERM', stops: 'first', output, cwd: home });
  };
  await installOnce(home, 'generators', install, progress);
  return home;
}
