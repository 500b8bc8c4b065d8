import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bugOf, bugOfSeed, bugs, type NumberedBug } from '../bugs/catalogue';
import { Banks } from './bugs/banks';
import { BugBuilds } from './bugs/builds';
import { isTold, matrix } from './bugs/matrix';
import { html, json, junit, line, summary } from './bugs/report';
import { review } from './bugs/review';
import { killed, score } from './bugs/score';
import { command } from './command';
import { wholeNumber } from './options';
import { progress } from './progress';
import { checkout, openKeptFolder } from './stack/folders';
import { StackError } from './stack/stack-error';

const usage = `npm run bugs -- score [--only 1,7] [--seconds 600] [--least 15] [--json FILE] [--junit FILE] [--html FILE] -- COMMAND
                      runs a command of yours against the true bank and each bug, by BASE_URL and BASE_URL2
npm run bugs -- review 7      a bug as the pull request that brought it
npm run bugs -- reveal 4711   which bug a seed of npm run demo -- --bug mystery stands for
npm run bugs -- matrix        what each bug is and what kills it here, for docs/labs/bugs.md
npm run bugs -- check         whether each applies to this checkout and compiles, and the page has the matrix`;

const page = 'docs/labs/bugs.md';

const commands: Partial<Record<string, (args: string[]) => number | Promise<number>>> = {
  score: scoreCommand,
  review: ([number = '']) => print(review(named(number))),
  reveal: ([seed = '']) => {
    const { number, title } = bugOfSeed(wholeNumber('reveal', seed, 0, 2 ** 31));
    return print(`Bug ${number}: ${title}. See bugs/${number}/card.md.`);
  },
  matrix: () => print(matrix()),
  check: () => {
    const builds = new BugBuilds();
    for (const bug of bugs) builds.compile(bug);
    if (!isTold(readFileSync(join(checkout, page), 'utf8')))
      throw new StackError(
        `${page} does not have the matrix as the bugs are: put in what npm run bugs -- matrix prints.`,
      );
    return print(`All ${String(bugs.length)} bugs apply and compile.`);
  },
};

async function scoreCommand(args: string[]): Promise<number> {
  const at = args.indexOf('--');
  const [own, asked] = at === -1 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
  const { values } = parseArgs({
    args: own,
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: '600' },
      least: { type: 'string', default: '0' },
      json: { type: 'string' },
      junit: { type: 'string' },
      html: { type: 'string' },
    },
  });
  if (asked.length === 0) throw new StackError(usage);
  const least = wholeNumber('--least', values.least, 0, bugs.length);
  const banks = await Banks.open(progress);
  const done = await score(banks, {
    command: asked,
    bugs: values.only === undefined ? bugs : values.only.split(',').map(named),
    seconds: wholeNumber('--seconds', values.seconds, 1, 86_400),
    folder: openKeptFolder('bug-score'),
    tell: (run) => {
      console.log(line(run));
    },
  });
  await banks.close();
  console.log(`\n${summary(done)}`);
  const reports = { json, junit, html };
  for (const kind of ['json', 'junit', 'html'] as const) {
    const file = values[kind];
    if (file !== undefined) writeFileSync(file, reports[kind](done));
  }
  return killed(done).length >= least && done.trueRuns.every(({ failed }) => !failed) ? 0 : 1;
}

function named(number: string): NumberedBug {
  const bug = bugOf(number);
  if (!bug) throw new StackError(`There is no bug "${number}"; there are 1 to ${String(bugs.length)}.`);
  return bug;
}

function print(text: string): number {
  console.log(text);
  return 0;
}

async function main(): Promise<number> {
  const [name = '', ...rest] = process.argv.slice(2);
  const run = commands[name];
  if (!run) throw new StackError(usage);
  return run(rest);
}

void command(main);
