import { hash } from 'node:crypto';
import { InjectRedis } from '@nestjs-modules/ioredis';
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type Redis from 'ioredis';
import { DataSource } from 'typeorm';
import { Config } from '../config/config';
import { sqlState } from '../database/database-errors';
import { IDENTITY } from '../database/schema.sql';
import { newId } from '../database/uuid';
import { networkMessage, StartupError } from '../errors/startup-error';
import { Timers } from './clock';
import { PodEvents } from './pod-events';
import { Shutdown } from './shutdown';

const HEARTBEAT_MS = 2000;
const LIFE_SECONDS = 15;
/** Names of pods by the time of their last heartbeat, so that finding them needs no scan of all keys. */
const INDEX = 'pods';
/** As above, of pods that start, by a name of their own each. */
const STARTING = 'pods-starting';
const INSUFFICIENT_PRIVILEGE = '42501';

export interface PodStatus {
  name: string;
  version: string;
  startedAt: Date;
  /** What the modules of that pod contributed, by name. */
  readings: Record<string, number>;
}

/** What a pod says of itself in Redis. */
interface PodEntry extends PodStatus {
  /** Fingerprint of its database; pods of old versions do not tell. */
  database?: string;
}

/** The pods alive, each known by a heartbeat in Redis; one that dies is forgotten by itself. */
@Injectable()
export class PodRegistry implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name: string;
  private readonly version: string;
  private readonly startedAt = new Date(Date.now() - process.uptime() * 1000);
  private readonly readings = new Map<string, () => number>();
  private database = '';
  /** Nobody else is called so while it starts, as by its own name others may be. */
  private readonly startingName = `starting:${newId()}`;

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly timers: Timers,
    private readonly dataSource: DataSource,
    private readonly config: Config,
    private readonly events: PodEvents,
    shutdown: Shutdown,
  ) {
    this.name = config.podName;
    this.version = config.version;
    this.contribute('draining', () => (shutdown.leaving ? 1 : 0));
  }

  /** Adds a value to what this pod reports of itself; it is read whenever the heart beats. */
  contribute(reading: string, read: () => number): void {
    this.readings.set(reading, read);
  }

  /** Pods whose heart beat in the last 15 seconds, by name; this one's values are of this very moment. */
  async pods(): Promise<PodStatus[]> {
    const names = await this.names();
    const others = await Promise.all(names.filter((name) => name !== this.name).map((name) => this.read(name)));
    return [this.status(), ...others.flat()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  /**
   * Pods of another bank would share sessions, limits and messages with this one, and a reset of one would be felt in both.
   * Registered before it looks: of two that start at the same moment, at least one sees the other.
   *
   * @throws StartupError when there are some
   */
  async onModuleInit(): Promise<void> {
    this.database = await this.fingerprint();
    await this.register(STARTING, this.startingName);
    const names = [...(await this.names()), ...(await this.names(STARTING))];
    const entries = (await Promise.all(names.map((name) => this.read(name)))).flat();
    const strangers = entries.filter(({ database = this.database }) => database !== this.database);
    if (strangers.length === 0) return;
    await this.forget(STARTING, this.startingName);
    const [found, prefix] = [strangers.map(({ name }) => name).join(', '), this.config.redis.prefix];
    throw new StartupError(
      `Redis knows pods of a bank with another database (${found}) under the REDIS_PREFIX '${prefix}': set another REDIS_PREFIX for this bank, or, if those were ended just now, start again in ${String(LIFE_SECONDS)} seconds.`,
    );
  }

  /** The first beat may fail for a Redis that is away: the pod is then as good as not there yet. */
  async onApplicationBootstrap(): Promise<void> {
    await this.beat().catch(() => undefined);
    await this.forget(STARTING, this.startingName);
    await this.events.tell({ kind: 'pod.started', pod: this.name });
    this.timers.every(HEARTBEAT_MS, () => this.beat());
  }

  /** Says goodbye, so that the others do not count this pod for another 15 seconds. */
  async beforeApplicationShutdown(): Promise<void> {
    if (await this.events.claim(goneClaim(this.name))) await this.events.tell({ kind: 'pod.gone', pod: this.name });
    await this.forget(INDEX, this.name);
  }

  /** The same for whoever is connected to this database, by whatever address and role; it tells nothing else. */
  private async fingerprint(): Promise<string> {
    const [row] = await this.askIdentity();
    if (!row) throw new Error('PostgreSQL does not know the database it is asked in');
    return hash('sha256', row.identity).slice(0, 16);
  }

  /** @throws StartupError when whoever is connected may not know */
  private async askIdentity(): Promise<{ identity: string }[]> {
    try {
      return await this.dataSource.query(IDENTITY);
    } catch (error) {
      if (sqlState(error) !== INSUFFICIENT_PRIVILEGE) throw error;
      throw new StartupError(
        `PostgreSQL does not tell the user of DATABASE_URL which database this is: ${networkMessage(error)}. Grant it EXECUTE on pg_control_system(), which everybody has by default.`,
      );
    }
  }

  /** Names of the pods alive, as far as Redis knows. */
  names(index = INDEX): Promise<string[]> {
    return this.redis.zrangebyscore(index, Date.now() - LIFE_SECONDS * 1000, '+inf');
  }

  private async read(name: string): Promise<PodEntry[]> {
    const json = await this.redis.get(keyOf(name));
    if (json === null) return [];
    const status = JSON.parse(json) as PodEntry;
    return [{ ...status, startedAt: new Date(status.startedAt) }];
  }

  /** Says now what this pod has to say of itself; its heart does so every two seconds. */
  async beat(): Promise<void> {
    await this.register(INDEX, this.name);
  }

  private async register(index: string, name: string): Promise<void> {
    const entry: PodEntry = { ...this.status(), database: this.database };
    await this.redis.set(keyOf(name), JSON.stringify(entry), 'EX', LIFE_SECONDS);
    await this.redis.zadd(index, Date.now(), name);
    await this.redis.zremrangebyscore(index, '-inf', Date.now() - LIFE_SECONDS * 1000);
  }

  /** Where Redis is away, it forgets by itself. */
  private async forget(index: string, name: string): Promise<void> {
    await Promise.allSettled([this.redis.del(keyOf(name)), this.redis.zrem(index, name)]);
  }

  private status(): PodStatus {
    const { name, version, startedAt } = this;
    const readings = Object.fromEntries([...this.readings].map(([reading, read]) => [reading, read()]));
    return { name, version, startedAt, readings };
  }
}

/** What whoever tells that a pod is gone has to claim. */
export function goneClaim(name: string): string {
  return `gone:${name}`;
}

function keyOf(name: string): string {
  return `pod:${name}`;
}
