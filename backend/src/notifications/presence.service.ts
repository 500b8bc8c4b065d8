import { InjectRedis } from '@nestjs-modules/ioredis';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Subject } from 'rxjs';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import { OpenSockets } from './realtime/open-sockets';
import { PodMessages } from './realtime/pod-messages';

const HEARTBEAT_MS = 5000;
const LIFE_SECONDS = 15;
/** Members of one command. */
const STEP = 500;
/** A page that is loaded anew is gone for a moment; nobody has to hear of that. */
const GRACE_MS = 2000;
/** The list of pods is asked for at most this often. */
const PODS_KNOWN_MS = 1000;

/**
 * Who is connected. Each pod keeps the set of its own users in Redis for as long as its heart beats, so those of a pod
 * that dies go offline by themselves. A user is online while any pod has a socket of theirs.
 */
@Injectable()
export class PresenceService implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Users who may have come or gone, on whichever pod; null is anybody. */
  readonly changed = new Subject<string[] | null>();
  private readonly logger = new Logger(PresenceService.name);
  private readonly key: string;
  /** Users whose last change Redis did not take; tried again with the next heartbeat. */
  private readonly unwritten = new Set<string>();
  private pods: { names: Promise<string[]>; until: number } | undefined;
  private knownPods = '';
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly registry: PodRegistry,
    private readonly sockets: OpenSockets,
    private readonly messages: PodMessages,
  ) {
    this.key = keyOf(registry.name);
  }

  onModuleInit(): void {
    this.registry.contribute('sockets', () => this.sockets.size);
    this.registry.contribute('users', () => this.sockets.userCount);
    this.messages.onMessage('presence-changed', (userIds) => {
      this.changed.next(userIds);
    });
    this.messages.onQuestion('sockets-of', (userId) => [this.registry.name, this.sockets.countOf(userId)]);
  }

  /** A pod of this name that died a moment ago may have left its users behind. */
  async onApplicationBootstrap(): Promise<void> {
    this.heartbeat = setInterval(() => void this.beat(), HEARTBEAT_MS).unref();
    await this.redis.del(this.key).catch(() => undefined);
    this.announce(null);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.redis.del(this.key).catch(() => undefined);
  }

  /** Which of these users are connected to any pod. */
  async online(userIds: readonly string[]): Promise<Set<string>> {
    const online = new Set<string>();
    const ids = [...new Set(userIds)];
    if (ids.length === 0) return online;
    for (const pod of await this.podNames())
      for (let from = 0; from < ids.length; from += STEP) {
        const step = ids.slice(from, from + STEP);
        const members = await this.redis.smismember(keyOf(pod), ...step);
        for (const [i, id] of step.entries()) if (members[i] === 1) online.add(id);
      }
    return online;
  }

  /** How many sockets a user has on each pod that has any; a pod that does not answer in time is left out. */
  async ownSockets(userId: string): Promise<Map<string, number>> {
    const { answers } = await this.messages.ask('sockets-of', userId);
    return new Map(answers.filter(([, count]) => count > 0));
  }

  /** The user's first socket on this pod was opened. */
  async entered(userId: string): Promise<void> {
    await this.write([userId]);
    this.announce([userId]);
  }

  /** The user's last socket on this pod was closed. */
  async left(userId: string): Promise<void> {
    await this.write([userId]);
    setTimeout(() => {
      this.announce([userId]);
    }, GRACE_MS).unref();
  }

  /** Registers everybody on this pod anew, after Redis lost them or may have. */
  async register(): Promise<void> {
    await this.write(this.sockets.users());
    this.announce(null);
  }

  private announce(userIds: string[] | null): void {
    this.changed.next(userIds);
    this.messages.send('presence-changed', userIds).catch((error: unknown) => {
      // When Redis is back, every pod registers and looks anew.
      this.logger.debug(`A change of presence did not reach the other pods: ${(error as Error).message}`);
    });
  }

  /** Makes Redis say of each user what is so on this pod now. */
  private async write(userIds: readonly string[]): Promise<void> {
    for (let from = 0; from < userIds.length; from += STEP) {
      const step = userIds.slice(from, from + STEP);
      const here = step.filter((userId) => this.sockets.has(userId));
      const gone = step.filter((userId) => !this.sockets.has(userId));
      try {
        // Sent together: between two steps that wait for each other, somebody could come back and be removed again.
        await Promise.all([
          here.length > 0 && this.redis.sadd(this.key, ...here),
          gone.length > 0 && this.redis.srem(this.key, ...gone),
          this.redis.expire(this.key, LIFE_SECONDS),
        ]);
        for (const userId of step) this.unwritten.delete(userId);
      } catch {
        for (const userId of step) this.unwritten.add(userId);
      }
    }
  }

  private async beat(): Promise<void> {
    this.sockets.dropLaggards();
    try {
      const lives = await this.redis.expire(this.key, LIFE_SECONDS);
      const missing = lives === 1 ? [] : this.sockets.users();
      const due = [...new Set([...missing, ...this.unwritten])];
      await this.write(due);
      if (due.length > 0) this.announce(due.length > STEP ? null : due);
      await this.comparePods();
    } catch (error) {
      this.logger.debug(`Presence was not renewed: ${(error as Error).message}`);
    }
  }

  /** A pod that came or went may have taken users along who could not say so. */
  private async comparePods(): Promise<void> {
    const pods = (await this.podNames()).join();
    if (this.knownPods !== '' && pods !== this.knownPods) this.changed.next(null);
    this.knownPods = pods;
  }

  private podNames(): Promise<string[]> {
    const now = performance.now();
    if (this.pods && this.pods.until > now) return this.pods.names;
    const names = this.registry.pods().then((pods) => pods.map(({ name }) => name));
    this.pods = { names, until: now + PODS_KNOWN_MS };
    names.catch(() => (this.pods = undefined));
    return names;
  }
}

function keyOf(pod: string): string {
  return `presence:pod:${pod}`;
}
