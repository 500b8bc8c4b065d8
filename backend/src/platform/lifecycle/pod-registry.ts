import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable, Logger, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import type Redis from 'ioredis';
import { Config } from '../config/config';

const HEARTBEAT_MS = 5000;
const LIFE_SECONDS = 15;
/** Names of pods by the time of their last heartbeat, so that finding them needs no scan of all keys. */
const INDEX = 'pods';

/** What pods report about themselves beside their name; each is read when the heart beats. */
export type PodReading = 'sockets' | 'users' | 'queueDepth' | 'transfersPerSecond' | 'batchSize';

export interface PodStatus extends Record<PodReading, number> {
  name: string;
  version: string;
  startedAt: Date;
}

/** The pods alive, each known by a heartbeat in Redis; one that dies is forgotten by itself. */
@Injectable()
export class PodRegistry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name: string;
  private readonly logger = new Logger(PodRegistry.name);
  private readonly version: string;
  private readonly startedAt = new Date(Date.now() - process.uptime() * 1000);
  private readonly readings = new Map<PodReading, () => number>();
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    @InjectRedis() private readonly redis: Redis,
    config: Config,
  ) {
    this.name = config.podName;
    this.version = config.version;
  }

  /** Adds a value to what this pod reports. */
  contribute(reading: PodReading, read: () => number): void {
    this.readings.set(reading, read);
  }

  /** Pods whose heart beat in the last 15 seconds, by name; this one's values are of this very moment. */
  async pods(): Promise<PodStatus[]> {
    const names = await this.redis.zrangebyscore(INDEX, Date.now() - LIFE_SECONDS * 1000, '+inf');
    const others = await Promise.all(names.filter((name) => name !== this.name).map((name) => this.read(name)));
    return [this.status(), ...others.flat()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  onApplicationBootstrap(): void {
    void this.beat();
    this.heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS);
  }

  /** Says goodbye, so that the others do not count this pod for another 15 seconds. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.heartbeat);
    await Promise.allSettled([this.redis.del(keyOf(this.name)), this.redis.zrem(INDEX, this.name)]);
  }

  private async read(name: string): Promise<PodStatus[]> {
    const json = await this.redis.get(keyOf(name));
    if (json === null) return [];
    const status = JSON.parse(json) as PodStatus;
    return [{ ...status, startedAt: new Date(status.startedAt) }];
  }

  private async beat(): Promise<void> {
    try {
      const now = Date.now();
      await this.redis.set(keyOf(this.name), JSON.stringify(this.status()), 'EX', LIFE_SECONDS);
      await this.redis.zadd(INDEX, now, this.name);
      await this.redis.zremrangebyscore(INDEX, '-inf', now - LIFE_SECONDS * 1000);
    } catch (error) {
      this.logger.debug(`No heartbeat: ${(error as Error).message}`);
    }
  }

  private status(): PodStatus {
    const { name, version, startedAt } = this;
    const read = (reading: PodReading): number => this.readings.get(reading)?.() ?? 0;
    return {
      name,
      version,
      startedAt,
      sockets: read('sockets'),
      users: read('users'),
      queueDepth: read('queueDepth'),
      transfersPerSecond: read('transfersPerSecond'),
      batchSize: read('batchSize'),
    };
  }
}

function keyOf(name: string): string {
  return `pod:${name}`;
}
