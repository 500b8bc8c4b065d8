import { parseArgs } from 'node:util';
import { command } from './command';
import { Payers } from './load/payers';
import { isProfileName, type Profile, profiles } from './load/profiles';
import { overTime, thresholds } from './load/verdict';
import { deploymentUrl, wholeNumber } from './options';
import { progress } from './progress';
import { buildBackend } from './stack/build';
import { embeddedPostgresProblem } from './stack/postgres-binaries';
import { redisProblem } from './stack/redis';
import { Stack } from './stack/stack';
import { StackError } from './stack/stack-error';

const PARTS = 10;

const HELP = `npm run load -- [PROFILE …] [options]

${Object.entries(profiles)
  .map(([name, { purpose, seconds }]) => `  ${name.padEnd(10)} ${purpose} (${String(seconds)} s)`)
  .join('\n')}

  --base-url URL     a running deployment with RATE_LIMITS=relaxed; a bank of its own where absent
  --seconds N        how long each profile lasts
  --connections N    16 unless told
  --customers N      who pay one another; 20 unless told
  --per-second N     the pace of soak; 200 unless told
  --p99 MS           one payment of a hundred may take longer; 500 unless told
  --help             this

Ends with 1 where a payment failed, p99 was missed, a balance is off by a cent, or the ledger proof does not hold.`;

interface Options {
  chosen: [string, Profile][];
  baseUrl: string | undefined;
  connections: number;
  customers: number;
  p99Ms: number;
}

function readOptions(): Options | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'base-url': { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string', default: '16' },
      customers: { type: 'string', default: '20' },
      'per-second': { type: 'string' },
      p99: { type: 'string', default: '500' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { 'base-url': baseUrl, 'per-second': perSecond } = values;
  const changes = {
    ...(values.seconds !== undefined && { seconds: wholeNumber('--seconds', values.seconds, 1, 86_400) }),
    ...(perSecond !== undefined && { perSecond: wholeNumber('--per-second', perSecond, 1, 100_000) }),
  };
  return {
    chosen: (positionals.length === 0 ? ['spread', 'hot'] : positionals).map((name) => [
      name,
      profileOf(name, changes),
    ]),
    baseUrl: baseUrl === undefined ? undefined : deploymentUrl(baseUrl),
    connections: wholeNumber('--connections', values.connections, 1, 1000),
    customers: wholeNumber('--customers', values.customers, 2, 1000),
    p99Ms: wholeNumber('--p99', values.p99, 1, 60_000),
  };
}

function profileOf(name: string, changes: Partial<Profile>): Profile {
  if (!isProfileName(name))
    throw new StackError(`The profiles are ${Object.keys(profiles).join(', ')}; there is no "${name}".`);
  if (changes.perSecond !== undefined && !('perSecond' in profiles[name]))
    throw new StackError(`--per-second is for soak: ${name} pays as fast as answers come.`);
  return { ...profiles[name], ...changes };
}

async function load(): Promise<number> {
  const options = readOptions();
  if (!options) {
    console.log(HELP);
    return 0;
  }
  const url = options.baseUrl ?? (await startBank());
  let missed = 0;
  for (const [name, profile] of options.chosen) missed += await run(name, profile, url, options);
  console.log(missed === 0 ? '\nAll thresholds are met.' : `\n${String(missed)} thresholds are missed.`);
  return missed === 0 ? 0 : 1;
}

async function startBank(): Promise<string> {
  const problem = embeddedPostgresProblem() ?? redisProblem();
  if (problem !== undefined) throw new StackError(problem);
  await buildBackend(progress);
  const stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'warn' }, report: progress });
  return stack.pods[0]?.url ?? '';
}

/** @returns how many thresholds were missed */
async function run(name: string, profile: Profile, url: string, options: Options): Promise<number> {
  const { connections, customers, p99Ms } = options;
  const payers = await Payers.register(url, customers);
  console.log(`\n${name}: ${profile.purpose}. ${String(connections)} connections, ${String(profile.seconds)} s.`);
  const broken = await payers.pay(profile, connections, profile.seconds);
  const open = await payers.settle();
  for (const { perSecond, p50Ms, p99Ms: p99 } of overTime(payers.paid, profile.seconds, PARTS))
    console.log(`  ${perSecond.toFixed(0).padStart(6)}/s   p50 ${p50Ms.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms`);
  console.log(`  ${String(open)} payments had no answer when time was up: sent again with their keys.`);
  const { holds } = await payers.proof();
  const outcome = {
    paid: payers.paid,
    refused: payers.refused,
    broken,
    discrepancies: await payers.discrepancies(),
    holds,
  };
  const told = thresholds(outcome, { p99Ms });
  for (const { name: what, seen, met } of told) console.log(`  ${met ? 'ok    ' : 'MISSED'} ${what}: ${seen}`);
  return told.filter(({ met }) => !met).length;
}

void command(load);
