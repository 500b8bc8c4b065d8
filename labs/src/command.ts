import { parseArgs } from 'node:util';
import { type Config, readConfig } from './config';
import { Janitor } from './database/janitor';
import { Premises } from './database/premises';
import { DUEL_NAMES, DUELS } from './duels/catalogue';
import { Duel } from './duels/duel';
import type { Answer, DuelName, DuelState, Form, SideName, Step } from './duels/duel.types';
import { seenInWords, stepInWords, verdictInWords } from './duels/report';
import { Race } from './races/race';
import type { RaceChoice } from './races/race.types';
import { heading, table } from './races/report';
import { WAY_NAMES } from './ways/catalogue';
import type { WayName } from './ways/way';

const USAGE = `npm run lab -- race [--ways ${WAY_NAMES.slice(0, 2).join(',')}] [--accounts 2] [--hot] [--clients 8] [--seconds 5] [--seed 1] [--json | --markdown]
npm run lab -- duel <case> [--script ABAB] [--remedy] [--json]
ways:  ${WAY_NAMES.join(', ')}
cases: ${DUEL_NAMES.join(', ')}`;

/** A wrong command line; the message is for people. */
class UsageError extends Error {}

/** What the page does, in the terminal. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ways: { type: 'string', default: 'naive,ordered' },
      accounts: { type: 'string', default: '2' },
      hot: { type: 'boolean', default: false },
      clients: { type: 'string', default: '8' },
      seconds: { type: 'string', default: '5' },
      seed: { type: 'string', default: '1' },
      script: { type: 'string' },
      remedy: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
    },
  });
  const [what, name] = positionals;
  if (what === 'race') {
    const choice = readChoice(values);
    await within((premises) => race(premises, choice, values));
  } else if (what === 'duel') {
    const duelName = oneOf(DUEL_NAMES, name ?? '', 'case');
    const script = readScript(values.script ?? DUELS[duelName].script);
    await within((premises) => duel(premises, duelName, values.remedy ? 'remedy' : 'mistake', script, values.json));
  } else throw new UsageError(USAGE);
}

function readChoice(
  values: Record<'ways' | 'accounts' | 'clients' | 'seconds' | 'seed', string> & { hot: boolean },
): RaceChoice {
  const ways = [...new Set(values.ways.split(',').map((way) => oneOf(WAY_NAMES, way.trim(), 'way')))] as WayName[];
  if (ways.length > 4) throw new UsageError('--ways takes at most four.');
  return {
    ways,
    accounts: whole('--accounts', values.accounts, 2, 1000),
    hot: values.hot,
    clients: whole('--clients', values.clients, 1, 64),
    seconds: whole('--seconds', values.seconds, 2, 30),
    seed: whole('--seed', values.seed, 1, 1_000_000),
  };
}

function oneOf<Name extends string>(names: readonly Name[], text: string, what: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new UsageError(`There is no ${what} "${text}"; there are ${names.join(', ')}.`);
  return found;
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${name} takes a whole number from ${String(min)} to ${String(max)}, not "${text}".`);
}

function readScript(text: string): SideName[] {
  if (!/^[AB]+$/.test(text)) throw new UsageError('--script takes the letters A (left) and B (right), such as ABAB.');
  return text.split(/(?=.)/).map((letter) => (letter === 'A' ? 'left' : 'right'));
}

async function within(work: (premises: Premises) => Promise<void>): Promise<void> {
  const config: Config = readConfig(process.env);
  const premises = new Premises(config);
  await premises.prepare();
  const janitor = Janitor.start(config);
  try {
    await work(premises);
  } finally {
    await janitor.finish();
  }
}

async function race(
  premises: Premises,
  choice: RaceChoice,
  { json, markdown }: { json: boolean; markdown: boolean },
): Promise<void> {
  const running = new Race(choice, premises);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.cancel());
  await running.over;
  const { state } = running;
  if (state.problem !== null) throw new Error(state.problem);
  if (json) print(JSON.stringify(state, null, 2));
  else print(`${heading(state)}\n\n${table(state, markdown)}`);
}

/** Plays the script, and then, so that there is a verdict, whoever can go on. */
async function duel(premises: Premises, name: DuelName, form: Form, script: SideName[], json: boolean): Promise<void> {
  const playing = await Duel.open(DUELS[name], form, premises);
  try {
    const told = new Set<Step | Answer>();
    for (let turn = 0; playing.state.verdict === null; turn++) {
      const side = script[turn] ?? (turn % 2 === 0 ? 'left' : 'right');
      if (!playing.canStep(side)) continue;
      const state = await playing.step(side);
      if (!json) for (const each of [side, side === 'left' ? 'right' : 'left'] as const) tell(each, state, told);
    }
    const { state } = playing;
    if (json) print(JSON.stringify(state, null, 2));
    else if (state.verdict) print(`\nNow: ${seenInWords(state)}\n${verdictInWords(state.verdict)}`);
  } finally {
    await playing.close();
  }
}

/** Tells the steps that are new; one that waits, once more when it is answered. */
function tell(side: SideName, state: DuelState, told: Set<Step | Answer>): void {
  for (const step of state[side].steps) {
    const news = step.answer ?? step;
    if (!told.has(news)) print(stepInWords(side, step));
    told.add(news);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  const isParse = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${isParse ? `${USAGE}\n` : ''}`);
  process.exitCode = 1;
});
