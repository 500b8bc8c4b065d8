import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bugOf, bugOfSeed, type NumberedBug } from '../bugs/catalogue';
import { command } from './command';
import { wholeNumber } from './options';
import { progress } from './progress';
import { type Address, addressOf, warningOf } from './stack/address';
import { Balancer } from './stack/balancer';
import { buildBackend, buildFrontend, buildLabs, webRoot } from './stack/build';
import { removeKeptFolder } from './stack/folders';
import { Lab } from './stack/lab';
import type { Pod } from './stack/pods';
import { holdPort } from './stack/ports';
import { memoryNotice, redisProblem, redisRemedy } from './stack/redis';
import { isStopping } from './stack/server-process';
import { Stack } from './stack/stack';
import { describeFailure, StackError } from './stack/stack-error';

const restartAfterMs = 5000;

interface Options {
  port: number;
  replicas: number;
  fresh: boolean;
  /** With the race lab beside the bank. */
  lab: boolean;
  /** What is wrong with the bank, where something is to be. */
  bug: NumberedBug | undefined;
  /** What it was drawn by, for who wants to know in the end. */
  seed: number | undefined;
  address: Address;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      replicas: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      lab: { type: 'boolean', default: false },
      bug: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const { bug, seed } = chosenBug(values);
  // A mystery has two pods whether it needs them or not.
  const several = seed === undefined ? bug?.pods === 2 : !redisProblem();
  const replicas = wholeNumber('--replicas', values.replicas ?? (several ? '2' : '1'), 1, 10);
  if (replicas > 1 && !process.env.REDIS_URL && redisProblem())
    throw new StackError(`--replicas needs a Redis that pods can share: ${redisRemedy}.`);
  if (values.fresh && process.env.DATABASE_URL)
    throw new StackError('--fresh leaves the database of DATABASE_URL alone: drop and create it yourself.');
  return {
    port: wholeNumber('--port', values.port ?? '3000', 1, 65_500),
    replicas,
    fresh: values.fresh,
    lab: values.lab,
    bug,
    seed,
    address: addressOf(),
  };
}

function chosenBug({ bug, seed }: { bug?: string; seed?: string }): Pick<Options, 'bug' | 'seed'> {
  if (bug === 'mystery') {
    const drawn = wholeNumber('--seed', seed ?? String(Math.floor(Math.random() * 1_000_000)), 0, 2 ** 31);
    return { bug: bugOfSeed(drawn), seed: drawn };
  }
  const found = bug === undefined ? undefined : bugOf(bug);
  if (bug !== undefined && !found) throw new StackError(`--bug takes 1 to 20, or mystery; there is no bug "${bug}".`);
  return { bug: found, seed: undefined };
}

async function demo(): Promise<number> {
  const begun = performance.now();
  const options = readOptions();
  if (options.address.open) console.log(warningOf(options.address));
  // Each port has data of its own, so that two demos of one checkout do not meet.
  const name = `demo-${String(options.port)}${options.bug ? '-bug' : ''}`;
  const podPorts = Array.from({ length: options.replicas }, (_, index) =>
    hasBalancer(options) ? options.port + 1 + index : options.port,
  );
  const labPort = options.lab ? options.port + 1 + options.replicas : undefined;
  const release = await holdPorts(
    [options.port, ...podPorts, ...(labPort === undefined ? [] : [labPort])],
    options.address.host,
  );
  if (options.fresh) removeKeptFolder(name);
  await Promise.all([buildBackend(progress), buildFrontend(progress), ...(options.lab ? [buildLabs(progress)] : [])]);
  const build = options.bug && (await buildWith(options.bug));
  const stack = await Stack.startKept(name, { pods: 0, env: demoEnvironment(options), build, report: progress });
  for (const port of podPorts) await release(port);
  await stack.addPods(podPorts, progress);
  const lab = labPort === undefined ? undefined : await openLab(stack, labPort, release);
  await release(options.port);
  const urls = stack.pods.map((pod) => pod.url);
  if (hasBalancer(options)) await Balancer.start(urls, options.port, lab?.url, basePath(), options.address.host);
  await announce(stack, options, performance.now() - begun);
  if (lab) void revive(lab);
  return watch(stack.pods);
}

async function buildWith(bug: NumberedBug): Promise<string> {
  // With it comes the compiler, which nobody else waits for.
  const { BugBuilds } = await import('./bugs/builds.js');
  return progress('Building the bug into a copy', () => Promise.resolve(new BugBuilds().write(bug)));
}

/**
 * The lab is a process of its own, so something has to stand in front of both. Pods stay on this machine, so something has
 * to listen at an address for others, too.
 */
function hasBalancer({ replicas, lab, address }: Options): boolean {
  return replicas > 1 || lab || address.open;
}

async function openLab(stack: Stack, port: number, release: (port: number) => Promise<void>): Promise<Lab> {
  const { postgres, folder } = stack.servers;
  await release(port);
  return progress('Starting the lab', () => Lab.start({ postgres, folder, port }));
}

/** As the pods are told it, who say so when it is none. */
function basePath(): string {
  return process.env.BASE_PATH ?? '';
}

/** Keeps others off the ports until the pods take them; fails at once when one is taken. */
async function holdPorts([first, ...others]: number[], host: string): Promise<(port: number) => Promise<void>> {
  const held = new Map<number, () => Promise<void>>();
  if (first !== undefined) held.set(first, await holdPort(first, host));
  for (const port of others) if (!held.has(port)) held.set(port, await holdPort(port));
  return async (port) => {
    await held.get(port)?.();
    held.delete(port);
  };
}

function demoEnvironment(options: Options): Record<string, string> {
  const page = webRoot();
  return {
    DEMO_SEED: 'true',
    ...(page === undefined ? {} : { WEB_ROOT: page }),
    ...(hasBalancer(options) ? { TRUST_PROXY: 'loopback' } : {}),
  };
}

interface Personas {
  items: { username: string; displayName: string; password: string }[];
}

async function announce(
  stack: Stack,
  { port, replicas, lab, bug, seed, address }: Options,
  tookMs: number,
): Promise<void> {
  const [url = '', ...elsewhere] = address.names.map((name) => `http://${name}:${String(port)}${basePath()}`);
  const response = await fetch(`${stack.pods[0]?.url ?? url}/api/testing/personas`);
  const { items } = (await response.json()) as Personas;
  const pods = stack.pods.map(({ name, port, pid }) => `${name}  http://localhost:${String(port)}  pid ${String(pid)}`);
  const { servers } = stack;
  console.log(
    [
      '',
      `The bank is open: ${url}   (after ${(tookMs / 1000).toFixed(1)} s)`,
      '',
      ...section('For others', elsewhere),
      ...section('API', [`${url}/api/docs`]),
      ...(lab ? section('Race lab', [`${url}/lab/races`]) : []),
      ...section(replicas === 1 ? 'Pod' : 'Pods', pods),
      ...section('PostgreSQL', [servers.databaseUrl]),
      ...section('Redis', [servers.redis.kind === 'memory' ? 'inside the pod' : servers.redis.url]),
      ...section('Logs', [servers.folder]),
      '',
      'Log in with one of these names and passwords',
      ...items.map((each) => `  ${each.username.padEnd(10)} ${each.password.padEnd(22)} ${each.displayName}`),
      '',
      'It runs seeded (DEMO_SEED), with relaxed limits (RATE_LIMITS) and the calls for tests (TEST_SUPPORT): for this machine only.',
      ...(address.open ? [warningOf(address)] : []),
      ...(servers.redis.kind === 'memory' ? [memoryNotice] : []),
      ...(bug ? ['Something is wrong with this bank. It will not tell what.'] : []),
      ...(seed === undefined ? [] : [`npm run bugs -- reveal ${String(seed)} will, once you know or give up.`]),
      'Ctrl-C stops everything. What happened is kept for next time; --fresh forgets it.',
    ].join('\n'),
  );
}

function section(title: string, lines: string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? title : '').padEnd(12)}${line}`);
}

/** Waits for the end. One pod among several is started again when it ends, as a cluster would do. */
async function watch(pods: Pod[]): Promise<number> {
  const [only, another] = pods;
  if (only && !another) {
    await only.ended;
    throw new StackError(`The pod ended by itself.${only.lastLines()}`);
  }
  await Promise.all(pods.map(revive));
  return 1;
}

async function revive(pod: Pod | Lab): Promise<void> {
  for (;;) {
    const { code, signal } = await pod.ended;
    if (isStopping()) return;
    const fate = signal ?? `code ${String(code)}`;
    console.log(
      `${pod.name} ended with ${fate}; the others go on. It starts again in ${String(restartAfterMs / 1000)} s.`,
    );
    await delay(restartAfterMs);
    try {
      await pod.restart();
      console.log(`${pod.name} is back, pid ${String(pod.pid)}.`);
    } catch (error) {
      console.log(describeFailure(error));
    }
  }
}

void command(demo, 0);
