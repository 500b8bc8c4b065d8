import { InjectRedis } from '@nestjs-modules/ioredis';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type Redis from 'ioredis';
import { Config } from '../config/config';
import { Timers } from './timers';

const HEARTBEAT_MS = 5000;
const LIFE_SECONDS = 15;
/** Names of pods by the time of their last heartbeat, so that finding them needs no scan of all keys. */
const INDEX = 'pods';

export interface PodStatus {
  name: string;
  version: string;
  startedAt: Date;
  /** What the modules of that pod contributed, by name. */
  readings: Record<string, number>;
}

/** The pods alive, each known by a heartbeat in Redis; one that dies is forgotten by itself. */
@Injectable()
export class PodRegistry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name: string;
  private readonly version: string;
  private readonly startedAt = new Date(Date.now() - process.uptime() * 1000);
  private readonly readings = new Map<string, () => number>();

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly timers: Timers,
    config: Config,
  ) {
    this.name = config.podName;
    this.version = config.version;
  }

  /** Adds a value to what this pod reports of itself; it is read whenever the heart beats. */
  contribute(reading: string, read: () => number): void {
    this.readings.set(reading, read);
  }

  /** Pods whose heart beat in the last 15 seconds, by name; this one's values are of this very moment. */
  async pods(): Promise<PodStatus[]> {
    const names = await this.redis.zrangebyscore(INDEX, Date.now() - LIFE_SECONDS * 1000, '+inf');
    const others = await Promise.all(names.filter((name) => name !== this.name).map((name) => this.read(name)));
    return [this.status(), ...others.flat()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  /** The first beat may fail for a Redis that is away: the pod is then as good as not there yet. */
  async onApplicationBootstrap(): Promise<void> {
    await this.beat().catch(() => undefined);
    this.timers.every(HEARTBEAT_MS, () => this.beat());
  }

  /** Says goodbye, so that the others do not count this pod for another 15 seconds. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled([this.redis.del(keyOf(this.name)), this.redis.zrem(INDEX, this.name)]);
  }

  private async read(name: string): Promise<PodStatus[]> {
    const json = await this.redis.get(keyOf(name));
    if (json === null) return [];
    const status = JSON.parse(json) as PodStatus;
    return [{ ...status, startedAt: new Date(status.startedAt) }];
  }

  private async beat(): Promise<void> {
    const now = Date.now();
    await this.redis.set(keyOf(this.name), JSON.stringify(this.status()), 'EX', LIFE_SECONDS);
    await this.redis.zadd(INDEX, now, this.name);
    await this.redis.zremrangebyscore(INDEX, '-inf', now - LIFE_SECONDS * 1000);
  }

  private status(): PodStatus {
    const { name, version, startedAt } = this;
    const readings = Object.fromEntries([...this.readings].map(([reading, read]) => [reading, read()]));
    return { name, version, startedAt, readings };
  }
}

function keyOf(name: string): string {
  return `pod:${name}`;
}
