import { randomUUID } from 'node:crypto';
import { until } from '@banking-demo/testkit/until';
import { Logger } from '@nestjs/common';
import { createRunFolder, removeRunFolder } from '../../../scripts/stack/folders';
import { type Config, loadConfig } from '../../src/platform/config/config';
import { Timers } from '../../src/platform/lifecycle/clock';
import { RateLimiter } from '../../src/platform/limits/rate-limits';
import { AuditLog } from '../../src/platform/observability/audit-log';
import { Metrics } from '../../src/platform/observability/metrics';
import { PodBus } from '../../src/platform/redis/pod-bus';
import { connectRedis } from '../../src/platform/redis/redis-client';
import { SessionStore } from '../../src/sessions/session.store';
import { SessionEvents } from '../../src/sessions/sessions.events';
import { EnterpriseRedis, PASSWORD, USER } from '../support/redis-servers';

const PREFIX = 'one:';
const WATCHER_PASSWORD = 'of-the-watcher';
const ONCE = { points: 1, seconds: 60, rule: 'once a minute' };
const ORIGIN = { address: '203.0.113.7', userAgent: 'curl/8.5.0' };

const folder = createRunFolder();
const servers = new EnterpriseRedis(folder);
const stops: (() => unknown)[] = [];

beforeAll(() => {
  // What is refused here on purpose need not be told.
  Logger.overrideLogger(false);
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

afterAll(async () => {
  await servers.stop();
  removeRunFolder(folder);
});

const access = {
  DATABASE_URL: 'postgres://localhost/unused',
  REDIS_USERNAME: USER,
  REDIS_PASSWORD: PASSWORD,
  REDIS_TLS: 'true',
  REDIS_CA_FILE: servers.authority,
  REDIS_PREFIX: PREFIX,
};

async function single(): Promise<Record<string, string>> {
  const port = String(await servers.server(PREFIX));
  const { DATABASE_URL, REDIS_CA_FILE, REDIS_PREFIX } = access;
  const REDIS_URL = `rediss://${USER}:${encodeURIComponent(PASSWORD)}@localhost:${port}`;
  return { DATABASE_URL, REDIS_CA_FILE, REDIS_PREFIX, REDIS_URL };
}

async function sentinel(): Promise<Record<string, string>> {
  const watcher = await servers.sentinel(await servers.server(PREFIX), WATCHER_PASSWORD);
  return {
    ...access,
    REDIS_SENTINELS: `localhost:${String(watcher)}/main`,
    REDIS_SENTINEL_USERNAME: 'watcher',
    REDIS_SENTINEL_PASSWORD: WATCHER_PASSWORD,
  };
}

/** Of two nodes, each with half of the slots. */
async function cluster(): Promise<Record<string, string>> {
  const settings = ['cluster-enabled yes', 'tls-cluster yes', 'cluster-announce-ip 127.0.0.1'];
  const ports: number[] = [];
  for (const node of ['a', 'b'])
    ports.push(await servers.server(PREFIX, ...settings, `cluster-config-file ${node}.nodes`));
  const [first = 0, second = 0] = ports;
  const [a, b] = [servers.admin(first), servers.admin(second)];
  await a.cluster('ADDSLOTSRANGE', 0, 8191);
  await b.cluster('ADDSLOTSRANGE', 8192, 16383);
  await a.call('CLUSTER', 'MEET', '127.0.0.1', String(second));
  for (const node of [a, b]) await until(async () => (await node.cluster('INFO')).includes('cluster_state:ok'));
  a.disconnect();
  b.disconnect();
  return { ...access, REDIS_CLUSTER: ports.map((port) => `127.0.0.1:${String(port)}`).join(',') };
}

/** All of a pod that uses Redis. */
async function pod(config: Config) {
  const redis = await connectRedis(config.redis);
  stops.push(() => {
    redis.disconnect();
  });
  const timers = new Timers();
  const bus = new PodBus(redis, timers, config);
  stops.push(
    () => timers.onModuleDestroy(),
    () => {
      bus.onApplicationShutdown();
    },
  );
  await bus.onModuleInit();
  const sessions = new SessionStore(redis, new SessionEvents(), new AuditLog(), config, new Metrics());
  return { redis, bus, sessions, limiter: new RateLimiter(redis, config) };
}

describe.each([
  ['one server', single],
  ['Sentinel', sentinel],
  ['a cluster', cluster],
])('%s with TLS by a private authority, users and passwords', (_, start) => {
  let env: Record<string, string>;

  beforeAll(async () => {
    env = await start();
  });

  it('serves sessions, limits and messages between pods, within the prefix', async () => {
    const [one, two] = [await pod(loadConfig(env)), await pod(loadConfig(env))];
    const opened = await Promise.all(Array.from({ length: 8 }, () => one.sessions.open(randomUUID(), ORIGIN)));
    for (const { sessionId, userId } of opened) expect(await two.sessions.find(sessionId)).toMatchObject({ userId });
    await one.limiter.consume('test', 'key', ONCE);
    await expect(two.limiter.consume('test', 'key', ONCE)).rejects.toMatchObject({
      code: 'too_many_requests',
    });
    await one.limiter.resetAll();
    await two.limiter.consume('test', 'key', ONCE);
    const heard: unknown[] = [];
    two.bus.on('news', (message) => heard.push(message));
    await one.bus.confirm('news', 'hello');
    expect(heard).toEqual(['hello']);
    await one.sessions.endAll('reset');
    for (const { sessionId } of opened) expect(await two.sessions.find(sessionId)).toBeNull();
  });

  it('ends the start with a sentence that shows no secret where the password is wrong', async () => {
    const wrong = {
      ...env,
      ...(env.REDIS_URL ? { REDIS_URL: env.REDIS_URL.replace('1@', '2@') } : { REDIS_PASSWORD: 'x' }),
    };
    const failure = await pod(loadConfig(wrong)).catch((error: unknown) => (error as Error).message);
    expect(failure).toMatch(/^Redis at .* refuses the user or password: WRONGPASS/);
    expect(failure).not.toContain('rd%401');
  });
});
