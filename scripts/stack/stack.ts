import { basename } from 'node:path';
import { type DatabaseServer, ExternalDatabaseServer, temporaryDatabaseName } from './database-server';
import { createRunFolder, openKeptFolder, removeRunFolder } from './folders';
import { migrate, Pod } from './pods';
import { PostgresServer } from './postgres';
import { findRedis, RedisServer, type Redis } from './redis';

/** Tells the user about a step that takes its time; returns what the step returns. */
export type Reporter = <T>(what: string, step: () => Promise<T>) => Promise<T>;

export interface StackOptions {
  /** How many pods to start with; `addPod` starts more. */
  pods: number;
  /** Configuration of all pods, by the names of the backend's environment variables. */
  env?: Record<string, string>;
  /** Parameters of the embedded PostgreSQL. */
  settings?: Record<string, string>;
  /** Folder of the built backend; this checkout's unless given. */
  build?: string | undefined;
  report?: Reporter;
}

export interface Servers {
  postgres: DatabaseServer;
  redis: Redis;
  /** The database, for its owner. */
  databaseUrl: string;
  /** The same, as pods are given it. */
  podDatabaseUrl: string;
  /** Logs are here. */
  folder: string;
  stop(): Promise<void>;
}

/** Servers that nobody else uses: they can be stopped, killed and started again. */
export interface PrivateServers extends Servers {
  postgres: PostgresServer;
  redis: RedisServer;
}

/** What suites and demo run their pods with: no limits per address, and the calls for tests. */
export const relaxed = { RATE_LIMITS: 'relaxed', TEST_SUPPORT: 'true', DEMO_PURPOSE: 'a stack on this machine' };

/**
 * Pods over one PostgreSQL and one Redis, for the demo, a suite or a benchmark. Nothing of it runs on after `stop`, or
 * after this process ended in whatever way.
 */
export class Stack<S extends Servers = Servers> {
  readonly pods: Pod[] = [];
  private started = 0;

  private constructor(
    readonly servers: S,
    private readonly env: Record<string, string>,
    private readonly build: string | undefined,
  ) {}

  /** On PostgreSQL and Redis of its own, with a fresh database. */
  static startPrivate(options: StackOptions): Promise<Stack<PrivateServers>> {
    return Stack.over(startPrivateServers, options);
  }

  /** On the servers that DATABASE_URL and REDIS_URL name, else on its own, with a fresh database that is dropped after. */
  static startTemporary(options: StackOptions): Promise<Stack> {
    return Stack.over(findServers, options);
  }

  /** On servers that somebody else runs, with a fresh database that is dropped after; several can share them. */
  static startBeside(servers: Servers, options: StackOptions): Promise<Stack> {
    return Stack.over(() => shareServers(servers), options);
  }

  /** As `startTemporary`, but in a database that is there again next time: the one DATABASE_URL names, or its own. */
  static startKept(name: string, options: StackOptions): Promise<Stack> {
    return Stack.over((settings) => keptServers(name, settings), options);
  }

  private static async over<S extends Servers>(
    start: (settings: Record<string, string>) => Promise<S>,
    { report = (_what, step) => step(), ...options }: StackOptions,
  ): Promise<Stack<S>> {
    const servers = await report('Starting PostgreSQL and Redis', () => start(options.settings ?? {}));
    const stack = new Stack(servers, { ...relaxed, ...ownPrefix(servers), ...options.env }, options.build);
    try {
      await report('Migrating the database', () => stack.migrate());
      await stack.addPods(new Array<undefined>(options.pods).fill(undefined), report);
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  private migrate(): Promise<void> {
    const { databaseUrl, podDatabaseUrl, folder } = this.servers;
    return migrate(databaseUrl, folder, { podUrl: podDatabaseUrl, env: this.env, build: this.build });
  }

  /** Starts one more pod, with configuration beyond the common one, on a free port unless given. */
  async addPod(env: Record<string, string> = {}, port?: number): Promise<Pod> {
    const pod = await this.startPod(env, port);
    this.pods.push(pod);
    return pod;
  }

  /** Starts a pod on each of these ports, or on a free one where none is given. */
  async addPods(ports: (number | undefined)[], report: Reporter): Promise<void> {
    if (ports.length === 0) return;
    const [first, ...others] = ports;
    // The first one seeds, which the others would only wait for.
    await report('Starting the first pod', () => this.addPod({}, first));
    const start = (): Promise<Pod[]> => Promise.all(others.map((port) => this.startPod({}, port)));
    this.pods.push(...(await report('Starting the other pods', start)));
  }

  private startPod(env: Record<string, string>, port: number | undefined): Promise<Pod> {
    this.started += 1;
    return Pod.start({
      name: `pod-${String(this.started)}`,
      databaseUrl: this.servers.podDatabaseUrl,
      redisUrl: this.servers.redis.url,
      folder: this.servers.folder,
      env: { ...this.env, ...env },
      build: this.build,
      ...(port === undefined ? {} : { port }),
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.pods.map((pod) => pod.stop()));
    await this.servers.stop();
  }
}

/** A Redis that others may use holds what is this bank's apart. */
function ownPrefix({ redis, databaseUrl }: Servers): Record<string, string> {
  if (redis.kind !== 'external') return {};
  const database = basename(new URL(databaseUrl).pathname).replace(/[^\w.-]/g, '_');
  return { REDIS_PREFIX: process.env.REDIS_PREFIX ?? `${database}:` };
}

async function startPrivateServers(settings: Record<string, string>): Promise<PrivateServers> {
  const folder = createRunFolder();
  const [postgres, redis] = await Promise.all([PostgresServer.start({ folder, settings }), RedisServer.start(folder)]);
  const stop = async (): Promise<void> => {
    await Promise.all([postgres.stop(), redis.stop()]);
    removeRunFolder(folder);
  };
  const databaseUrl = await postgres.createDatabase('bank');
  return { postgres, redis, folder, stop, databaseUrl, podDatabaseUrl: postgres.podUrl('bank') };
}

/** The servers that DATABASE_URL and REDIS_URL name, else private ones; the database is dropped by `stop`. */
export async function findServers(settings: Record<string, string> = {}): Promise<Servers> {
  const folder = createRunFolder();
  const [postgres, redis] = await Promise.all([findPostgres(folder, settings), findRedis(folder)]);
  const database = temporaryDatabaseName();
  const stop = async (): Promise<void> => {
    await postgres.dropDatabase(database);
    await Promise.all([postgres.stop(), stopRedis(redis)]);
    removeRunFolder(folder);
  };
  const databaseUrl = await postgres.createDatabase(database);
  return { postgres, redis, folder, stop, databaseUrl, podDatabaseUrl: postgres.podUrl(database) };
}

/** Redis counts as external, so that those who share it are kept apart. */
async function shareServers({ postgres, redis }: Servers): Promise<Servers> {
  const folder = createRunFolder();
  const database = temporaryDatabaseName();
  const stop = async (): Promise<void> => {
    await postgres.dropDatabase(database);
    removeRunFolder(folder);
  };
  const shared: Redis = redis.kind === 'memory' ? redis : { url: redis.url, kind: 'external' };
  const databaseUrl = await postgres.createDatabase(database);
  return { postgres, redis: shared, folder, stop, databaseUrl, podDatabaseUrl: postgres.podUrl(database) };
}

async function keptServers(name: string, settings: Record<string, string>): Promise<Servers> {
  const folder = openKeptFolder(name);
  const [postgres, redis] = await Promise.all([findPostgres(folder, settings), findRedis(folder)]);
  const databaseUrl =
    postgres instanceof PostgresServer ? await postgres.ensureDatabase('bank') : (process.env.DATABASE_URL ?? '');
  const stop = async (): Promise<void> => {
    await Promise.all([postgres.stop(), stopRedis(redis)]);
  };
  const podDatabaseUrl = postgres instanceof PostgresServer ? postgres.podUrl('bank') : databaseUrl;
  return { postgres, redis, folder, stop, databaseUrl, podDatabaseUrl };
}

/** The server that DATABASE_URL names, else a private one whose files are in the folder. */
export function findPostgres(folder: string, settings: Record<string, string> = {}): Promise<DatabaseServer> {
  const url = process.env.DATABASE_URL;
  return url ? ExternalDatabaseServer.reach(url) : PostgresServer.start({ folder, settings });
}

async function stopRedis(redis: Redis): Promise<void> {
  if (redis instanceof RedisServer) await redis.stop();
}
