import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-adapter';
import { Cluster, type Redis } from 'ioredis';
import { Subject } from 'rxjs';
import { Config } from '../../platform/config/config';
import { whenRedisAnswers } from '../../platform/redis/redis-client';
import { OwnMessages } from './own-messages';

/** Messages on their way at once; with more, Redis is too slow and the outbox takes over. */
const IN_FLIGHT_MAX = 256;
/** How long a pod waits for the others' answers. */
const ANSWERS_TIMEOUT_MS = 2000;
/** How often the subscription is looked after: an idle connection does not notice by itself that its server is gone. */
const CHECK_MS = 5000;

/** How long a pod that found others goes on talking to them without looking again. */
const BELIEVED_MS = 1000;

/** Of the channels the adapter subscribes to, by one command: the one that all pods listen on, and this pod's alone. */
interface Channels {
  all: string;
  own: string;
}

type PubSubCommand = 'publish' | 'subscribe' | 'psubscribe' | 'unsubscribe' | 'punsubscribe';

/**
 * The two Redis connections that socket.io's adapter reaches the other pods by. With the in-process stand-in there are
 * none: then there are no other pods.
 */
@Injectable()
export class PodLink implements OnModuleInit, OnApplicationShutdown {
  /** The subscription was interrupted and holds again: what other pods sent meanwhile is lost. */
  readonly restored = new Subject<void>();
  private readonly connections: { pub: Redis; sub: Redis } | undefined;
  private published: Promise<unknown> | undefined;
  private inFlight = 0;
  private channels: Channels | undefined;
  private heededUntil = 0;
  private check: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: Config,
    @InjectRedis() redis: Redis,
  ) {
    if (config.redis.kind === 'memory') return;
    // Publishing fails at once without a connection; subscribing waits for one, however long that takes.
    const pub = duplicate(redis, { enableOfflineQueue: false, enableAutoPipelining: false });
    // No ready check: its INFO fails when the subscription, which may be written sooner, was first.
    const sub = duplicate(redis, {
      enableReadyCheck: false,
      commandTimeout: undefined,
      maxRetriesPerRequest: null,
      enableAutoPipelining: false,
    });
    this.connections = { pub, sub };
    const own = new OwnMessages();
    own.keepFrom(sub);
    settle(pub, 'publish', (sent, [, message]) => {
      this.published = sent;
      own.published(message);
    });
    settle(sub, 'subscribe', (_, [channels]) => {
      const [all, , own] = channels as [string, string, string];
      this.channels ??= { all, own };
    });
    for (const command of ['psubscribe', 'unsubscribe', 'punsubscribe'] as const) settle(sub, command);
    this.watch(sub);
  }

  /** Whether there may be other pods at all. */
  get linked(): boolean {
    return this.connections !== undefined;
  }

  /** Whether a message sent now has a chance. */
  get up(): boolean {
    return !this.connections || this.connections.pub.status === 'ready';
  }

  /** For socket.io; undefined leaves it with the adapter that knows this pod only. */
  adapter(): ReturnType<typeof createAdapter> | undefined {
    if (!this.connections) return undefined;
    return createAdapter(this.connections.pub, this.connections.sub, {
      requestsTimeout: ANSWERS_TIMEOUT_MS,
      publishOnSpecificResponseChannel: true,
    });
  }

  /**
   * Runs what publishes one message by the adapter, which itself does not tell how that went. Does not when there is no
   * other pod to hear it.
   *
   * @throws Error when the message did not reach Redis, as far as this pod can know
   */
  async reach(publish: () => void): Promise<void> {
    if (!this.connections) return;
    if (this.inFlight >= IN_FLIGHT_MAX) throw new Error('too many messages to other pods are waiting for Redis');
    this.inFlight += 1;
    try {
      if (!(await this.heeded(this.connections.pub))) return;
      this.published = undefined;
      publish();
      const sent = this.published as Promise<unknown> | undefined;
      if (!sent) throw new Error('the message to other pods was not sent');
      await sent;
    } finally {
      this.inFlight -= 1;
    }
  }

  /**
   * Whether another pod listens; in doubt it does. A yes is believed for a while, a no not even for the next message: what
   * happened before a pod began to listen it reads from the database, and what happens from then on it must be told.
   */
  private async heeded(pub: Redis): Promise<boolean> {
    const { channels } = this;
    if (!channels || performance.now() < this.heededUntil) return true;
    try {
      const nodes = asCluster(pub)?.nodes() ?? [pub];
      const others = await Promise.all(nodes.map((node) => othersOn(node, channels)));
      if (others.every((count) => count === 0)) return false;
    } catch {
      return true;
    }
    this.heededUntil = performance.now() + BELIEVED_MS;
    return true;
  }

  async onModuleInit(): Promise<void> {
    if (!this.connections) return;
    await whenRedisAnswers(this.connections.pub, this.config.redis);
  }

  onApplicationShutdown(): void {
    clearInterval(this.check);
    this.connections?.pub.disconnect();
    this.connections?.sub.disconnect();
  }

  private watch(sub: Redis): void {
    const cluster = asCluster(sub);
    this.check = cluster ? this.watchCluster(cluster) : this.watchServer(sub);
    this.check.unref();
  }

  private watchServer(sub: Redis): NodeJS.Timeout {
    let interrupted = false;
    sub.on('close', () => (interrupted = true));
    sub.on('ready', () => {
      if (!interrupted) return;
      interrupted = false;
      // Answered after the channels were subscribed again, which ioredis does first.
      sub.ping().then(
        () => {
          this.restored.next();
        },
        () => {
          sub.disconnect(true);
        },
      );
    });
    // Without an answer the connection's own socket timeout replaces it.
    return setInterval(() => void sub.ping().catch(() => undefined), CHECK_MS);
  }

  /** A cluster's client moves its subscription from node to node without a word, with a new connection each time. */
  private watchCluster(sub: Cluster): NodeJS.Timeout {
    const connection = (): Redis | null | undefined =>
      (sub as unknown as { subscriber?: { getInstance(): Redis | null } }).subscriber?.getInstance();
    let known = connection();
    return setInterval(() => {
      const current = connection();
      if (current === known || current?.status !== 'ready') return;
      if (known) this.restored.next();
      known = current;
    }, CHECK_MS / 5);
  }
}

function duplicate(redis: Redis, options: Record<string, unknown>): Redis {
  const cluster = asCluster(redis);
  const copy = cluster
    ? (cluster.duplicate([], { redisOptions: { ...cluster.options.redisOptions, ...options } }) as unknown as Redis)
    : redis.duplicate(options);
  // The pod's main connection says in the log that Redis is away; here it would be said twice more.
  copy.on('error', () => undefined);
  return copy;
}

/** Pods that listen by this server, without this one, which does not count itself either while its own subscription is lost. */
async function othersOn(node: Redis, { all, own }: Channels): Promise<number> {
  const [, listening, , self] = await node.pubsub('NUMSUB', all, own);
  return Number(listening) - Number(self);
}

/** The one Redis type stands for a cluster's client, too. */
function asCluster(redis: unknown): Cluster | undefined {
  return redis instanceof Cluster ? redis : undefined;
}

/** The adapter drops the promises of its commands: a rejected one would end the process. */
function settle(
  redis: Redis,
  command: PubSubCommand,
  observe?: (sent: Promise<unknown>, args: unknown[]) => void,
): void {
  const target = redis as unknown as Record<PubSubCommand, (...args: unknown[]) => Promise<unknown>>;
  const original = target[command].bind(redis);
  target[command] = (...args) => {
    const sent = original(...args);
    sent.catch(() => undefined);
    observe?.(sent, args);
    return sent;
  };
}
