import { parseArgs } from 'node:util';
import { bench } from '../backend/bench/bench';
import { fullPlan, type Part, parts, quickPlan } from '../backend/bench/plan';
import { readReport } from '../backend/bench/report';
import { command } from './command';
import { wholeNumber } from './options';
import { progress } from './progress';
import { buildBackend } from './stack/build';
import { StackError } from './stack/stack-error';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      compare: { type: 'string' },
      note: { type: 'string' },
    },
  });
  const plan = values.quick ? quickPlan : fullPlan;
  const rounds = values.rounds === undefined ? plan.rounds : wholeNumber('--rounds', values.rounds, 1, 100);
  const only = values.only === undefined ? parts : values.only.split(',').map(toPart);
  const earlier = values.compare === undefined ? undefined : readReport(values.compare);
  await buildBackend(progress);
  return bench({ plan: { ...plan, rounds }, only, earlier, note: values.note });
}

function toPart(name: string): Part {
  const part = parts.find((each) => each === name);
  if (part === undefined) throw new StackError(`--only takes parts from ${parts.join(', ')}; there is no "${name}".`);
  return part;
}

void command(main);
