import { InjectRedis } from '@nestjs-modules/ioredis';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Timers } from '../platform/lifecycle/clock';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import { OpenSockets } from './open-sockets';

const HEARTBEAT_MS = 5000;
const LIFE_SECONDS = 15;
/** Users of one command. */
const STEP = 500;
/** The list of pods, and how many users they have together, is asked for at most this often. */
const KNOWN_MS = 1000;

interface Known<T> {
  value: Promise<T>;
  until: number;
}

/**
 * Who is connected. Each pod keeps its own users in Redis, with the number of their sockets, for as long as its heart beats,
 * so those of a pod that dies go offline by themselves. A user is online while any pod has a socket of theirs.
 */
@Injectable()
export class PresenceService implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PresenceService.name);
  private readonly key: string;
  private pods: Known<string[]> | undefined;
  private all: Known<number> | undefined;

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly timers: Timers,
    private readonly registry: PodRegistry,
    private readonly sockets: OpenSockets,
  ) {
    this.key = keyOf(registry.name);
  }

  onModuleInit(): void {
    this.registry.contribute('sockets', () => this.sockets.size);
    this.registry.contribute('users', () => this.sockets.users().length);
  }

  /** A pod of this name that died a moment ago may have left its users behind. */
  async onApplicationBootstrap(): Promise<void> {
    await this.register().catch(() => undefined);
    this.timers.every(HEARTBEAT_MS, () => this.register());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.redis.del(this.key).catch(() => undefined);
  }

  /** Which of these users are connected to any pod. */
  async online(userIds: readonly string[]): Promise<Set<string>> {
    const online = new Set(userIds.filter((userId) => this.sockets.has(userId)));
    const ids = [...new Set(userIds)].filter((userId) => !online.has(userId));
    if (ids.length === 0) return online;
    for (const pod of await this.podNames()) for (const id of await this.connectedTo(pod, ids)) online.add(id);
    return online;
  }

  /** How many sockets a user has on each pod that has any. */
  async ownSockets(userId: string): Promise<Map<string, number>> {
    const pods = await this.podNames();
    const counts = await Promise.all(pods.map((pod) => this.socketsOn(pod, userId)));
    return new Map(pods.map((pod, i): [string, number] => [pod, counts[i] ?? 0]).filter(([, count]) => count > 0));
  }

  /** How many users are connected, each counted once on however many pods. For all who ask in the same second it is read once. */
  async connected(): Promise<number> {
    const known = (this.all = stillKnown(this.all) ?? newlyKnown(this.countConnected()));
    known.value.catch(() => (this.all = undefined));
    return known.value;
  }

  private async countConnected(): Promise<number> {
    const others = (await this.podNames()).filter((pod) => pod !== this.registry.name);
    const users = await Promise.all(others.map((pod) => this.usersOf(pod)));
    return new Set([...this.sockets.users(), ...users.flat()]).size;
  }

  /** Who is connected to a pod, as far as Redis knows. */
  usersOf(pod: string): Promise<string[]> {
    return this.redis.hkeys(keyOf(pod));
  }

  /** Which of these users are connected to a pod that is here to stay, and is not the given one. */
  async connectedBut(userIds: readonly string[], pod: string | undefined): Promise<string[]> {
    const connected = new Set<string>();
    for (const { name, readings } of await this.registry.pods()) {
      if (name === pod || readings.draining === 1) continue;
      for (const id of await this.connectedTo(name, userIds)) connected.add(id);
    }
    return [...connected];
  }

  private async connectedTo(pod: string, userIds: readonly string[]): Promise<string[]> {
    const connected: string[] = [];
    for (let from = 0; from < userIds.length; from += STEP) {
      const step = userIds.slice(from, from + STEP);
      const counts = await this.redis.hmget(keyOf(pod), ...step);
      connected.push(...step.filter((_, i) => counts[i]));
    }
    return connected;
  }

  /** A socket of the user was opened or closed on this pod. */
  async changed(userId: string): Promise<void> {
    const count = this.sockets.countOf(userId);
    try {
      if (count === 0) await this.redis.hdel(this.key, userId);
      else await this.redis.hset(this.key, userId, count);
    } catch (error) {
      this.logger.debug(`A change of presence waits for the next heartbeat: ${(error as Error).message}`);
    }
  }

  /** Makes Redis say of this pod what is so, whatever it said before: it may have lost some or all. */
  async register(): Promise<void> {
    const counts = this.sockets.users().map((userId): [string, number] => [userId, this.sockets.countOf(userId)]);
    const commands = this.redis.multi().del(this.key);
    for (let from = 0; from < counts.length; from += STEP)
      commands.hset(this.key, ...counts.slice(from, from + STEP).flat());
    await commands.expire(this.key, LIFE_SECONDS).exec();
  }

  private async socketsOn(pod: string, userId: string): Promise<number> {
    if (pod === this.registry.name) return this.sockets.countOf(userId);
    return Number(await this.redis.hget(keyOf(pod), userId));
  }

  private podNames(): Promise<string[]> {
    const names = (): Promise<string[]> => this.registry.pods().then((pods) => pods.map(({ name }) => name));
    const known = (this.pods = stillKnown(this.pods) ?? newlyKnown(names()));
    known.value.catch(() => (this.pods = undefined));
    return known.value;
  }
}

function stillKnown<T>(known: Known<T> | undefined): Known<T> | undefined {
  return known && known.until > performance.now() ? known : undefined;
}

function newlyKnown<T>(value: Promise<T>): Known<T> {
  return { value, until: performance.now() + KNOWN_MS };
}

function keyOf(pod: string): string {
  return `presence:pod:${pod}`;
}
