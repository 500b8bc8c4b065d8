import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from './chaos/checker/check';
import { faults, possibleFaults } from './chaos/faults';
import type { PlanOptions } from './chaos/plan';
import { describeViolation, summary } from './chaos/report';
import { run } from './chaos/run';
import { rules } from './chaos/checker/violation';
import { command } from './command';
import { wholeNumber } from './options';
import { progress } from './progress';
import { buildBackend } from './stack/build';
import { stackHome } from './stack/folders';
import { embeddedPostgresProblem } from './stack/postgres-binaries';
import { redisProblem } from './stack/redis';
import { StackError } from './stack/stack-error';

const MOST_VIOLATIONS = 10;

function readOptions(): PlanOptions {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      faults: { type: 'string' },
      pods: { type: 'string', default: '3' },
    },
  });
  return {
    seconds: wholeNumber('--seconds', values.seconds, 1, 86_400),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31),
    pods: wholeNumber('--pods', values.pods, 1, 10),
    faults:
      values.faults === undefined
        ? possibleFaults((notice) => {
            console.log(notice);
          })
        : values.faults.split(',').map(namedFault),
  };
}

function namedFault(name: string): string {
  const fault = faults.find((each) => each.name === name);
  const known = faults.map((each) => each.name).join(', ');
  if (!fault) throw new StackError(`--faults takes names from ${known}; there is no "${name}".`);
  const why = fault.problem?.();
  if (why !== undefined) throw new StackError(`${name} cannot be done here: ${why}.`);
  return name;
}

async function chaos(): Promise<number> {
  const options = readOptions();
  const problem = embeddedPostgresProblem() ?? redisProblem();
  if (problem !== undefined) throw new StackError(problem);
  const { seed, seconds, pods } = options;
  const again = `npm run chaos -- --seed ${String(seed)} --seconds ${String(seconds)} --pods ${String(pods)} --faults ${options.faults.join(',')}`;
  console.log(`Chaos for ${String(seconds)} s over ${String(pods)} pods, seed ${String(seed)}.`);
  await buildBackend(progress);
  const done = await run(options, progress);
  console.log(`\n${summary(done)}`);
  const violations = check(done.history);
  if (violations.length === 0) {
    console.log(
      `\nThis held:\n${Object.values(rules)
        .map((rule) => `  ${rule}`)
        .join('\n')}`,
    );
    return 0;
  }
  const file = join(stackHome(), `chaos-${String(seed)}.json`);
  writeFileSync(file, JSON.stringify(done.history));
  for (const violation of violations.slice(0, MOST_VIOLATIONS))
    console.log(`\n${describeViolation(violation, done.history)}`);
  console.log(`\n${String(violations.length)} violations. The history is in ${file}. Again with:\n  ${again}`);
  return 1;
}

void command(chaos);
