import { parseArgs } from 'node:util';
import { bench, postgresSettings } from '../backend/bench/bench';
import { fullPlan, type Part, parts, quickPlan, usualParts } from '../backend/bench/plan';
import { readReport } from '../backend/bench/report';
import { command } from './command';
import { wholeNumber } from './options';
import { progress } from './progress';
import { buildBackend } from './stack/build';
import { StackError } from './stack/stack-error';

const HELP = `npm run bench -- [options]

  --quick              under three minutes, and less exact
  --only PARTS         some of ${parts.join(', ')}, with commas between
  --peers              ledgers that others write beside the bank, too
  --rounds N           how often each side is measured
  --settings WHICH     of PostgreSQL: ${Object.keys(postgresSettings).join(' or ')}
  --compare FILE       sets an earlier run beside it, from bench-results/
  --note TEXT          told with the results, such as what else ran on the machine
  --help               this

--peers measures Blnk and Formance Ledger, too, where their programs, \`blnk\` and \`ledger\`, and wrk are on the PATH.
PGBIN=/usr/lib/postgresql/15/bin npm run bench … starts the PostgreSQL of that folder instead of the embedded one;
DATABASE_URL and REDIS_URL name servers that run already.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      peers: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      compare: { type: 'string' },
      note: { type: 'string' },
      settings: { type: 'string', default: 'tuned' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { settings } = values;
  if (!isSettings(settings))
    throw new StackError(`--settings takes ${Object.keys(postgresSettings).join(' or ')}, not "${settings}".`);
  const plan = values.quick ? quickPlan : fullPlan;
  const rounds = values.rounds === undefined ? plan.rounds : wholeNumber('--rounds', values.rounds, 1, 100);
  const named = values.only === undefined ? usualParts : values.only.split(',').map(toPart);
  const only = values.peers ? [...named, 'peers' as const] : named;
  const earlier = values.compare === undefined ? undefined : readReport(values.compare);
  await buildBackend(progress);
  return bench({ plan: { ...plan, rounds }, only, settings, earlier, note: values.note });
}

function isSettings(name: string): name is keyof typeof postgresSettings {
  return Object.hasOwn(postgresSettings, name);
}

function toPart(name: string): Part {
  const part = parts.find((each) => each === name);
  if (part === undefined) throw new StackError(`--only takes parts from ${parts.join(', ')}; there is no "${name}".`);
  return part;
}

void command(main);
