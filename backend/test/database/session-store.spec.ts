import { randomUUID } from 'node:crypto';
import { until } from '@banking-demo/testkit/until';
import { Redis } from 'ioredis';
import { createRunFolder, removeRunFolder } from '../../../scripts/stack/folders';
import { RedisServer } from '../../../scripts/stack/redis';
import { type Config, loadConfig } from '../../src/platform/config/config';
import { AuditLog } from '../../src/platform/observability/audit-log';
import { Metrics } from '../../src/platform/observability/metrics';
import { connectRedis, redisFailure } from '../../src/platform/redis/redis-client';
import { SessionStore } from '../../src/sessions/session.store';
import { type SessionEnded, SessionEvents } from '../../src/sessions/sessions.events';
import type { OpenedSession } from '../../src/sessions/sessions.types';

const MINUTE_MS = 60_000;
const IDLE_MS = 30 * MINUTE_MS;
const MAX_MS = 120 * MINUTE_MS;
const ORIGIN = { address: '203.0.113.7', userAgent: 'curl/8.5.0' };

function configOf(redis: Record<string, string>): Config {
  return loadConfig({
    DATABASE_URL: 'postgres://localhost/unused',
    SESSION_IDLE_MINUTES: String(IDLE_MS / MINUTE_MS),
    SESSION_MAX_HOURS: String(MAX_MS / MINUTE_MS / 60),
    ...redis,
  });
}

interface TestRedis {
  config: Config;
  stop: () => Promise<unknown>;
}

/** A database of its own on the server under test, since `endAll` spares nothing in it. */
function ownDatabase(): TestRedis {
  if (!process.env.REDIS_URL) throw new Error('REDIS_URL is not set: test/setup/database.setup.ts sets it');
  const url = new URL(process.env.REDIS_URL);
  url.pathname = '/7';
  return { config: configOf({ REDIS_URL: url.href }), stop: () => Promise.resolve() };
}

/** A cluster of one node, which holds every slot. */
async function ownCluster(): Promise<TestRedis> {
  const folder = createRunFolder();
  const node = await RedisServer.start(folder, { cluster: true });
  const admin = new Redis(node.url);
  await admin.cluster('ADDSLOTSRANGE', 0, 16383);
  await until(async () => (await admin.cluster('INFO')).includes('cluster_state:ok'));
  admin.disconnect();
  const stop = async (): Promise<void> => {
    await node.stop();
    removeRunFolder(folder);
  };
  const { port, password } = node;
  return { config: configOf({ REDIS_CLUSTER: `127.0.0.1:${String(port)}`, REDIS_PASSWORD: password }), stop };
}

const servers: [string, () => TestRedis | Promise<TestRedis>][] = [
  ['on Redis', ownDatabase],
  ['on a cluster', ownCluster],
  ['on the stand-in', () => ({ config: configOf({ REDIS_URL: 'memory:' }), stop: () => Promise.resolve() })],
];

describe.each(servers)('sessions %s', (_, start) => {
  let server: TestRedis;
  let redis: Redis;
  let store: SessionStore;
  let ended: SessionEnded[];
  let userId: string;
  /** What every clock of the store shows; only tests move it. */
  let now: number;

  beforeAll(async () => {
    server = await start();
    redis = await connectRedis(server.config.redis);
  });

  afterAll(async () => {
    await redis.quit();
    await server.stop();
  });

  beforeEach(async () => {
    now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    await redis.flushdb();
    const events = new SessionEvents();
    ended = [];
    events.ended.subscribe((event) => ended.push(event));
    store = new SessionStore(redis, events, new AuditLog(), server.config, new Metrics());
    userId = randomUUID();
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  function pass(ms: number): void {
    now += ms;
  }

  function lifeOf({ hash }: OpenedSession): Promise<number> {
    return redis.pttl(`session:${hash}`);
  }

  async function storedLastSeen({ hash }: OpenedSession): Promise<number | null> {
    const json = await redis.get(`session:${hash}`);
    return json === null ? null : (JSON.parse(json) as { lastSeenAt: number }).lastSeenAt;
  }

  it('are each found when many are asked for at once', async () => {
    const open = (): Promise<OpenedSession> => store.open(userId, ORIGIN);
    const [one, gone, other] = [await open(), await open(), await open()];
    await store.end(userId, gone.hash, 'logout');
    const found = await Promise.all([one, gone, other].map(({ sessionId }) => store.find(sessionId)));
    expect(found.map((session) => session?.hash)).toEqual([one.hash, undefined, other.hash]);
  });

  it('are found by their id, and by nothing else', async () => {
    const { sessionId, ...active } = await store.open(userId, ORIGIN);
    await expect(store.find(sessionId)).resolves.toEqual(active);
    await expect(store.findByHash(active.hash)).resolves.toEqual(active);
    await expect(store.find(active.hash)).resolves.toBeNull();
    await expect(store.find(`${sessionId}x`)).resolves.toBeNull();
  });

  it('leave no session id in Redis', async () => {
    const { sessionId, hash } = await store.open(userId, ORIGIN);
    const kept = [await redis.get(`session:${hash}`), await redis.zrange(`user-sessions:${userId}`, 0, -1)];
    expect(JSON.stringify(kept)).not.toContain(sessionId);
  });

  it('end after the idle time', async () => {
    const session = await store.open(userId, ORIGIN);
    expect(session.expiresAt.getTime()).toBe(now + IDLE_MS);
    expect(await lifeOf(session)).toBeLessThanOrEqual(IDLE_MS);
    pass(IDLE_MS);
    await expect(store.find(session.sessionId)).resolves.toBeNull();
    await expect(store.list(userId)).resolves.toEqual([]);
  });

  it('are written anew when used a minute later, not before', async () => {
    const session = await store.open(userId, ORIGIN);
    const openedAt = now;
    pass(MINUTE_MS);
    await store.find(session.sessionId);
    await expect(storedLastSeen(session)).resolves.toBe(openedAt);
    pass(1);
    const renewedAt = now;
    const found = await store.find(session.sessionId);
    expect(found?.expiresAt.getTime()).toBe(renewedAt + IDLE_MS);
    await until(async () => (await storedLastSeen(session)) === renewedAt);
  });

  it('live on past the idle time while in use, up to the absolute limit', async () => {
    const session = await store.open(userId, ORIGIN);
    const limit = now + MAX_MS;
    while (now + 25 * MINUTE_MS < limit) {
      pass(25 * MINUTE_MS);
      const found = await store.find(session.sessionId);
      expect(found?.expiresAt.getTime()).toBe(Math.min(now + IDLE_MS, limit));
      await until(async () => (await storedLastSeen(session)) === now);
    }
    expect(await lifeOf(session)).toBeLessThanOrEqual(limit - now);
    pass(limit - now);
    await expect(store.find(session.sessionId)).resolves.toBeNull();
  });

  it('are not revived by a renewal under way when they end', async () => {
    const session = await store.open(userId, ORIGIN);
    pass(20 * MINUTE_MS);
    await expect(store.find(session.sessionId)).resolves.not.toBeNull();
    await store.end(userId, session.hash, 'revoked');
    // Two more round trips on the same connection: the renewal's commands were sent before them.
    await store.list(userId);
    await store.list(userId);
    await expect(redis.exists(`session:${session.hash}`)).resolves.toBe(0);
    await expect(redis.zcard(`user-sessions:${userId}`)).resolves.toBe(0);
  });

  it('announce how they end', async () => {
    const session = await store.open(userId, ORIGIN);
    await store.end(userId, session.hash, 'logout');
    expect(ended).toEqual([{ userId, hash: session.hash, reason: 'logout' }]);
    await expect(store.find(session.sessionId)).resolves.toBeNull();
  });

  it('end all but one', async () => {
    const [first, kept, third] = [
      await store.open(userId, ORIGIN),
      await store.open(userId, ORIGIN),
      await store.open(userId, ORIGIN),
    ];
    const stranger = await store.open(randomUUID(), ORIGIN);
    await store.endOthers(userId, kept.hash, 'password-changed');
    expect(ended.map(({ hash }) => hash).sort()).toEqual([first.hash, third.hash].sort());
    expect((await store.list(userId)).map(({ hash }) => hash)).toEqual([kept.hash]);
    await expect(store.find(stranger.sessionId)).resolves.not.toBeNull();
  });

  it('that open while all others end are either ended or in reach of the next end', async () => {
    const connection = redis.duplicate();
    const otherPod = new SessionStore(connection, new SessionEvents(), new AuditLog(), server.config, new Metrics());
    for (let i = 0; i < 200; i++) {
      const opening = store.open(userId, ORIGIN);
      // Ending starts at a different moment of the opening each time.
      for (let turns = i % 20; turns > 0; turns--) await new Promise(setImmediate);
      await otherPod.endOthers(userId, '', 'password-changed');
      const { sessionId } = await opening;
      await otherPod.endOthers(userId, '', 'password-changed');
      await expect(store.find(sessionId)).resolves.toBeNull();
    }
    await connection.quit();
  });

  it('are fifty per user at most: the one that would expire first ends', async () => {
    const opened: OpenedSession[] = [];
    for (let i = 0; i < 51; i++) {
      opened.push(await store.open(userId, ORIGIN));
      pass(1);
    }
    expect(ended).toEqual([{ userId, hash: opened[0]?.hash, reason: 'revoked' }]);
    await expect(store.list(userId)).resolves.toHaveLength(50);
  });

  it('do not stay in the index of a user who signs in again and again', async () => {
    await store.open(userId, ORIGIN);
    pass(IDLE_MS + 2 * MINUTE_MS);
    await store.open(userId, ORIGIN);
    await expect(redis.zcard(`user-sessions:${userId}`)).resolves.toBe(1);
    const life = await redis.pttl(`user-sessions:${userId}`);
    expect(life).toBeGreaterThan(MAX_MS);
    expect(life).toBeLessThanOrEqual(MAX_MS + MINUTE_MS);
  });

  it('all end in a reset, leaving nothing', async () => {
    const users = Array.from({ length: 30 }, () => randomUUID());
    const opened = await Promise.all([...users, ...users].map((user) => store.open(user, ORIGIN)));
    await store.endAll('reset');
    const hashes = ended.filter(({ reason }) => reason === 'reset').map(({ hash }) => hash);
    for (const { hash } of opened) expect(hashes).toContain(hash);
    await expect(redis.keys('session:*')).resolves.toEqual([]);
    for (const user of users) await expect(redis.zcard(`user-sessions:${user}`)).resolves.toBe(0);
  });
});

describe('sessions without Redis', () => {
  it('answer that a dependency is away', async () => {
    const { config } = ownDatabase();
    const redis = await connectRedis(config.redis);
    await redis.quit();
    const store = new SessionStore(redis, new SessionEvents(), new AuditLog(), config, new Metrics());
    const away = { code: 'dependency_unavailable', status: 503, retryAfterSeconds: 1 };
    for (const call of [() => store.find('A'.repeat(43)), () => store.open(randomUUID(), ORIGIN)])
      expect(redisFailure(await call().catch((error: unknown) => error))).toMatchObject(away);
  });
});
