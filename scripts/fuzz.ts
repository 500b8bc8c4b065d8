import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { command } from './command';
import { Generator, type Outcome, type Round } from './fuzz/generator';
import { type Answer, table } from './fuzz/tally';
import { deploymentUrl, wholeNumber } from './options';
import { progress } from './progress';
import { pythonPrograms } from './python';
import { buildBackend } from './stack/build';
import { checkout, createRunFolder } from './stack/folders';
import { embeddedPostgresProblem } from './stack/postgres-binaries';
import { redisProblem } from './stack/redis';
import { Stack } from './stack/stack';
import { StackError } from './stack/stack-error';

/** Of the requests, so many come from nobody. */
const FROM_NOBODY = 0.2;
/** It puts the bank back to its seed and ends all sessions: it has a round of its own, the last one, and few requests. */
const RESET = 'resetBank';
const RESET_EXAMPLES = 5;
/** Requests differ in what they cost; a busy machine takes ten times as long as a quiet one. */
const PATIENCE_MS = { atLeast: 120_000, perRequest: 150 };
const nothing: Outcome = { answers: [] };
/** Operations without input have one request each, and so do not take their share. */
const ROUNDS_MAX = 50;

interface Options {
  requests: number;
  seed: number;
  baseUrl?: string;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '3000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      'base-url': { type: 'string' },
    },
  });
  const baseUrl = values['base-url'];
  return {
    requests: wholeNumber('--requests', values.requests, 100, 1_000_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    ...(baseUrl === undefined ? {} : { baseUrl: deploymentUrl(baseUrl) }),
  };
}

type Told = Answer & { caller: Round['caller'] };

/** Rounds until so many requests were answered, or something was found. */
async function asCaller(
  generator: Generator,
  caller: Round['caller'],
  { requests, seed }: Options,
): Promise<{ answers: Told[]; findings?: string }> {
  const answers: Told[] = [];
  for (let round = 0; round < ROUNDS_MAX && answers.length < requests; round++) {
    const left = requests - answers.length;
    // The first round also tries the bounds of each parameter, and what follows from answers.
    const phases = round > 0 || caller === 'nobody' ? ['fuzzing'] : ['examples', 'coverage', 'fuzzing', 'stateful'];
    const examples = Math.max(1, Math.ceil(left / operationCount() / (round === 0 ? 2 : 1)));
    const patienceMs = PATIENCE_MS.atLeast + left * PATIENCE_MS.perRequest;
    const operations = ['--exclude-operation-id', RESET];
    const outcome = await generator.run({ caller, seed: seed + round, examples, phases, operations }, patienceMs);
    answers.push(...outcome.answers.map((answer) => ({ ...answer, caller })));
    if (outcome.findings !== undefined) return { answers, findings: outcome.findings };
  }
  return { answers };
}

function operationCount(): number {
  const { paths } = JSON.parse(readFileSync(join(checkout, 'openapi.json'), 'utf8')) as {
    paths: Record<string, object>;
  };
  return Object.values(paths).flatMap((path) => Object.keys(path)).length;
}

async function fuzz(): Promise<number> {
  const options = readOptions();
  const { requests, seed, baseUrl } = options;
  const problem = baseUrl === undefined ? (embeddedPostgresProblem() ?? redisProblem()) : undefined;
  if (problem !== undefined) throw new StackError(problem);
  const programs = await pythonPrograms(
    'schemathesis',
    join(checkout, 'scripts', 'fuzz', 'requirements.txt'),
    progress,
  );
  const url = baseUrl ?? (await startBank());
  console.log(`${String(requests)} requests made from the contract, seed ${String(seed)}.`);
  const generator = new Generator(programs, url, createRunFolder());
  const nobodys = Math.round(requests * FROM_NOBODY);
  const user = await asCaller(generator, 'user', { ...options, requests: requests - nobodys });
  const nobody = await asCaller(generator, 'nobody', { ...options, requests: nobodys });
  const last = baseUrl === undefined ? await reset(generator, seed) : nothing;
  if (baseUrl === undefined) console.log(`${RESET} ends every session: it was tried last, by itself.`);
  else console.log(`${RESET} would empty that bank: it was left out.`);
  const answers = [
    ...user.answers,
    ...nobody.answers,
    ...last.answers.map((answer) => ({ ...answer, caller: 'nobody' })),
  ];
  const inWords = answers.filter(({ mode, status }) => mode === 'positive' && status === 400).length;
  console.log(
    `${String(inWords)} requests followed every schema and broke a rule that the contract has in words: refused by 400.`,
  );
  console.log(`\n${table(answers)}\n`);
  const findings = [user, nobody, last].flatMap(({ findings: found = [] }) => found);
  for (const found of findings) console.log(found);
  console.log(
    findings.length === 0
      ? `${String(answers.length)} answers: every one as the contract declares it.`
      : `Not as the contract declares. Again with:\n  npm run fuzz -- --requests ${String(requests)} --seed ${String(seed)}`,
  );
  return findings.length === 0 ? 0 : 1;
}

async function startBank(): Promise<string> {
  await buildBackend(progress);
  const env = { DEMO_SEED: 'true', LOG_LEVEL: 'warn' };
  const stack = await Stack.startPrivate({ pods: 1, env, report: progress });
  const [pod] = stack.pods;
  return pod?.url ?? '';
}

function reset(generator: Generator, seed: number): Promise<Outcome> {
  const operations = ['--include-operation-id', RESET];
  const phases = ['examples', 'coverage', 'fuzzing'];
  return generator.run({ caller: 'nobody', seed, examples: RESET_EXAMPLES, phases, operations }, PATIENCE_MS.atLeast);
}

void command(fuzz);
