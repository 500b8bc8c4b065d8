import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Moment, WireFault } from '../stack/wires/faults';
import type { Wire } from '../stack/wires/wire';
import type { ChaosBank, WiredPod } from './bank';
import { clockProblem } from './pod-clock';
import type { Random } from './random';
import { smallDiskProblem } from './small-disk';

export interface Circumstances {
  bank: ChaosBank;
  pod: WiredPod;
  holdMs: number;
  random: Random;
}

export interface Fault {
  name: string;
  /** What it hits: one pod, or one of those that all pods use. */
  hits: 'pod' | 'all pods' | 'PostgreSQL' | 'Redis';
  /** Whether sessions may be lost by it. */
  losesSessions?: boolean;
  /** Why it cannot be done on this machine. */
  problem?: () => string | undefined;
  /** Does it and lets it hold; answers how it ends. */
  strike: (circumstances: Circumstances) => Promise<() => unknown>;
}

/** Moments are waited for no longer than this, since some come only under load. */
const MOMENT_MS = 3000;

export const faults: Fault[] = [
  {
    name: 'pod-kill',
    hits: 'pod',
    strike: async ({ pod: { pod }, holdMs }) => {
      await pod.kill();
      await delay(holdMs);
      return () => pod.restart();
    },
  },
  {
    name: 'pod-freeze',
    hits: 'pod',
    strike: async ({ pod: { pod }, holdMs }) => {
      pod.pause();
      await delay(holdMs);
      return () => {
        pod.resume();
      };
    },
  },
  {
    name: 'rolling-restart',
    hits: 'all pods',
    strike: async ({ bank }) => {
      for (const { pod } of bank.pods) await pod.restart();
      return () => undefined;
    },
  },
  {
    name: 'clock-jump',
    hits: 'pod',
    problem: clockProblem,
    // Within what a session may lie idle: longer ones end sessions, rightly.
    strike: async ({ pod: { clock }, holdMs, random }) => {
      clock?.set(Math.round(random.between(60, 1200)) * random.pick([-1, 1]));
      await delay(Math.max(1500, holdMs));
      return () => clock?.set(0);
    },
  },
  {
    name: 'postgres-kill',
    hits: 'PostgreSQL',
    strike: async ({ bank: { postgres }, holdMs }) => {
      await postgres.kill();
      await delay(holdMs);
      return () => postgres.start();
    },
  },
  {
    name: 'postgres-restart',
    hits: 'PostgreSQL',
    strike: async ({ bank: { postgres } }) => {
      await postgres.stop();
      return () => postgres.start();
    },
  },
  {
    name: 'postgres-freeze',
    hits: 'PostgreSQL',
    strike: async ({ bank: { postgres }, holdMs }) => {
      postgres.pause();
      await delay(holdMs);
      return () => {
        postgres.resume();
      };
    },
  },
  {
    name: 'disk-full',
    hits: 'PostgreSQL',
    problem: smallDiskProblem,
    strike: async ({ bank: { disk, postgres }, holdMs }) => {
      disk?.fill();
      await delay(holdMs);
      return async () => {
        disk?.empty();
        // It ends by itself when it cannot even write its log.
        await postgres.start();
      };
    },
  },
  {
    name: 'redis-kill',
    hits: 'Redis',
    losesSessions: true,
    strike: async ({ bank: { redis }, holdMs }) => {
      await redis.kill();
      await delay(holdMs);
      return () => redis.start();
    },
  },
  {
    name: 'redis-flush',
    hits: 'Redis',
    losesSessions: true,
    strike: async ({ bank: { redis } }) => {
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
      return () => undefined;
    },
  },
  {
    name: 'redis-freeze',
    hits: 'Redis',
    strike: async ({ bank: { redis }, holdMs }) => {
      redis.pause();
      await delay(holdMs);
      return () => {
        redis.resume();
      };
    },
  },
  cutAt('cut-request', 'clients', 'request'),
  cutAt('cut-answer', 'clients', 'answer'),
  cutAt('cut-commit', 'postgres', 'commit'),
  cutAt('cut-commit-sent', 'postgres', 'commit-sent'),
  cutAt('cut-confirmation', 'postgres', 'commit-confirmed'),
  onWire('cut-redis', 'redis', { kind: 'cut' }),
  onWire('lose-redis', 'redis', { kind: 'drop' }),
  onWire('cut-postgres', 'postgres', { kind: 'cut' }),
  onWire('lose-postgres', 'postgres', { kind: 'drop' }),
  onWire('freeze-clients', 'clients', { kind: 'freeze' }),
  {
    name: 'slow-network',
    hits: 'pod',
    strike: async ({ pod: { wires }, holdMs }) => {
      const delays = [wires.clients, wires.postgres, wires.redis].map((wire) =>
        wire.strike({ kind: 'delay', ms: 20, jitterMs: 60 }),
      );
      await delay(holdMs);
      return () => {
        for (const strike of delays) strike.end();
      };
    },
  },
];

/** The names of all that can be done on this machine; tells what cannot. */
export function possibleFaults(tell: (notice: string) => void): string[] {
  return faults.flatMap(({ name, problem }) => {
    const why = problem?.();
    if (why !== undefined) tell(`Without ${name}: ${why}.`);
    return why === undefined ? [name] : [];
  });
}

type WireName = keyof WiredPod['wires'];

function onWire(name: string, to: WireName, fault: WireFault): Fault {
  return {
    name,
    hits: 'pod',
    strike: async ({ pod: { wires }, holdMs }) => {
      const strike = wires[to].strike(fault);
      await delay(holdMs);
      return () => {
        strike.end();
      };
    },
  };
}

/** Several connections of a pod, each when it comes to that moment. */
function cutAt(name: string, to: WireName, moment: Moment): Fault {
  return {
    name,
    hits: 'pod',
    strike: async ({ pod: { wires }, holdMs }) => {
      const wire: Wire = wires[to];
      const strike = wire.strike({ kind: 'cut-at', moment, times: 3 });
      await Promise.race([strike.struck, delay(MOMENT_MS)]);
      await delay(holdMs / 2);
      return () => {
        strike.end();
      };
    },
  };
}
