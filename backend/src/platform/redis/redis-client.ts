import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import Redis, { Cluster, type ClusterOptions, type RedisOptions } from 'ioredis';
import type { RedisTopology } from '../config/servers';
import { sqlState } from '../database/database-errors';
import { type DomainError, unavailable } from '../errors/domain-error';
import { networkMessage, StartupError } from '../errors/startup-error';

/**
 * A command that has no answer by then fails, so that a request does not hang on a dead server. One that waits for the
 * pipeline before it takes twice as long.
 */
const COMMAND_TIMEOUT_MS = 1200;
/** A connection that stays silent this long while an answer is due is replaced. */
const SOCKET_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 3000;
const RECONNECT_MAX_MS = 300;
const KEEP_ALIVE_MS = 10_000;
/** A server that is just starting is waited for this long. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 500;

/** Keys looked at per SCAN. */
const SCAN_COUNT = 1000;

const REFUSALS = /^(WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR AUTH)/;

/**
 * Connects to whatever the configuration names, and waits for a Redis that is not there yet. From then on a lost
 * connection is sought again forever and never ends the pod.
 *
 * @throws StartupError that says which Redis and why
 */
export async function connectRedis(topology: RedisTopology): Promise<Redis> {
  const logger = new Logger('Redis');
  const redis = await clientFor(topology);
  await whenRedisAnswers(redis, topology, logger);
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn(`Redis is away: ${networkMessage(error)}`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.log('Redis is back');
    away = false;
  });
  return redis;
}

async function clientFor(topology: RedisTopology): Promise<Redis> {
  const keyPrefix = topology.prefix;
  switch (topology.kind) {
    case 'single': {
      const { host, port, db } = topology;
      return new Redis({ ...CONNECTION, ...accessOf(topology), host, port, db, keyPrefix });
    }
    case 'sentinel': {
      const { sentinels, master: name, sentinelUsername, sentinelPassword } = topology;
      const own = { ...accessOf(topology), sentinels, name, keyPrefix };
      return new Redis({ ...CONNECTION, ...own, ...defined({ sentinelUsername, sentinelPassword }) });
    }
    case 'cluster': {
      const options: ClusterOptions = {
        keyPrefix,
        clusterRetryStrategy: retryDelayMs,
        redisOptions: { ...CONNECTION, ...accessOf(topology), enableAutoPipelining: false },
        // Names are left to TLS, which compares them with the certificate.
        ...(topology.tls && {
          dnsLookup: (address, found) => {
            found(null, address);
          },
        }),
      };
      // Every command the bank uses exists on both; a cluster wants keys of one slot in those that take several.
      return new BoundedCluster(topology.nodes, options) as unknown as Redis;
    }
    case 'memory': {
      // Brings an interpreter for Lua along, which no other pod needs in its memory.
      const { default: RedisMock } = await import('ioredis-mock');
      return new RedisMock({ keyPrefix });
    }
  }
}

/** Sentinels are spoken to as the servers are. */
function accessOf({ username, password, tls }: RedisTopology): RedisOptions {
  const encryption = tls && defined({ ca: tls.ca });
  return {
    ...defined({ username, password }),
    ...(encryption && { tls: encryption, sentinelTLS: encryption, enableTLSForSentinelMode: true }),
  };
}

/** Without what is undefined, which ioredis would take for a value. */
function defined<T extends Record<string, string | undefined>>(options: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}

const CONNECTION: RedisOptions = {
  enableAutoPipelining: true,
  // Stands for many already; it need not wait for others.
  autoPipeliningIgnoredCommands: ['mget'],
  commandTimeout: COMMAND_TIMEOUT_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: SOCKET_TIMEOUT_MS,
  keepAlive: KEEP_ALIVE_MS,
  // Commands wait out a short break of the connection; with Redis gone they fail within half a second or so.
  maxRetriesPerRequest: 1,
  retryStrategy: retryDelayMs,
  // A replica that was the master a moment ago: connect again, to the new one.
  reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
};

/**
 * A cluster's client has no time-out of its own: while no node is there, commands would wait for good. With
 * autopipelining they would not even get here.
 */
class BoundedCluster extends Cluster {
  override sendCommand(...[command, ...rest]: Parameters<Cluster['sendCommand']>): unknown {
    command.setTimeout(COMMAND_TIMEOUT_MS);
    return super.sendCommand(command, ...rest);
  }
}

function retryDelayMs(attempt: number): number {
  return Math.min(attempt * 50, RECONNECT_MAX_MS);
}

async function whenRedisAnswers(redis: Redis, topology: RedisTopology, logger: Logger): Promise<void> {
  const server = `Redis at ${placeOf(topology)}`;
  const deadline = performance.now() + PATIENCE_MS;
  let connectionError: string | undefined;
  // Stays for good: a client that was given up may fail once more, which is nobody's business then.
  redis.on('error', (error: Error) => {
    connectionError = reasonOf(error);
  });
  let told = false;
  try {
    for (;;) {
      const failure = await ping(redis);
      if (failure === undefined) return;
      const reason = connectionError ?? failure;
      if (REFUSALS.test(reason))
        throw new StartupError(`${server} refuses the user or password: ${reason}. Check ${settingsOf(topology)}.`);
      if (performance.now() > deadline)
        throw new StartupError(`${server} cannot be reached: ${reason}. Start it, or check ${settingsOf(topology)}.`);
      if (!told) logger.warn(`Waiting for ${server}: ${reason}`);
      told = true;
      await delay(PAUSE_MS);
    }
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** Asks for a key, as every request does; undefined, or why there was no answer. */
async function ping(redis: Redis): Promise<string | undefined> {
  try {
    await redis.get('ping');
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** A cluster's client hides what its nodes said behind a message of its own. */
function reasonOf(error: unknown): string {
  const { lastNodeError } = error as { lastNodeError?: Error };
  return networkMessage(lastNodeError ?? error);
}

function settingsOf(topology: RedisTopology): string {
  return { single: 'REDIS_URL', memory: 'REDIS_URL', sentinel: 'REDIS_SENTINELS', cluster: 'REDIS_CLUSTER' }[
    topology.kind
  ];
}

function placeOf(topology: RedisTopology): string {
  const list = (nodes: { host: string; port: number }[]): string =>
    nodes.map(({ host, port }) => `${host}:${String(port)}`).join(',');
  switch (topology.kind) {
    case 'single':
      return list([topology]);
    case 'sentinel':
      return `${list(topology.sentinels)}/${topology.master}`;
    case 'cluster':
      return list(topology.nodes);
    case 'memory':
      return 'memory:';
  }
}

const MESSAGES =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Socket timeout|Reached the max retries|Connection is in subscriber mode|None of startup nodes is available|Failed to refresh slots cache|All sentinels are unreachable|Cluster isn't ready|LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM|BUSY|UNBLOCKED|WRONGPASS|NOAUTH)/;

const NAMES = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError', 'AbortError']);

/** Whether an error means that Redis is away, is starting, failing over or full, not that a command was wrong. */
function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || sqlState(error) !== undefined) return false;
  if (NAMES.has(error.name) || MESSAGES.test(error.message)) return true;
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall !== undefined && code !== undefined && /^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN)/.test(code);
}

/** What an error of Redis is to whoever asked for something. */
export function redisFailure(error: unknown): DomainError | undefined {
  return isRedisUnavailable(error) ? unavailable(error) : undefined;
}

/**
 * The keys that begin so, on every server that holds some, many at a time. Unlike keys of commands, those of a scan are
 * given and answered with the prefix of the bank: here they come without it.
 */
export async function* scanKeys(redis: Redis, prefix: string, begin: string): AsyncGenerator<string[]> {
  const client: unknown = redis;
  const match = `${prefix}${begin}*`;
  for (const node of client instanceof Cluster ? client.nodes('master') : [redis])
    for await (const keys of node.scanStream({ match, count: SCAN_COUNT }) as AsyncIterable<string[]>)
      yield keys.map((key) => key.slice(prefix.length));
}
