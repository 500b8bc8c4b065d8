import { randomUUID } from 'node:crypto';
import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Subject } from 'rxjs';
import { Config } from '../config/config';
import { StartupError } from '../errors/startup-error';
import { Timers } from '../lifecycle/clock';
import { isRefusal, KeptConnection, serversOf } from './kept-connection';

/** All channels begin so, behind REDIS_PREFIX; a Redis user needs the right to them: `&bank:*`. */
const CHANNELS = 'bank:';
/** Messages on their way at once; with more, Redis is too slow. */
const IN_FLIGHT_MAX = 256;
/** How long a pod that found others goes on talking to them without looking again. */
const BELIEVED_MS = 1000;
const PING_EVERY_MS = 5000;
const CONFIRM_TIMEOUT_MS = 2000;
const CONFIRMED = 'confirmed';

type Handler = (message: unknown) => void;

/**
 * Messages between the pods of the bank, by Redis' publish and subscribe on two connections of its own. Redis keeps none
 * for who is not listening: `restored` tells when a pod may have missed some. With the in-process stand-in there are no
 * other pods.
 */
@Injectable()
export class PodBus implements OnModuleInit, OnApplicationShutdown {
  /** The subscription was interrupted and holds again: what other pods sent meanwhile is lost. */
  readonly restored = new Subject<void>();
  private readonly logger = new Logger(PodBus.name);
  private readonly id = randomUUID();
  /** A message begins with its sender's id, then its topic, its number if it is to be confirmed, and its JSON. */
  private readonly ownPrefix = Buffer.from(`${this.id} `);
  private readonly handlers = new Map<string, Handler>();
  private readonly channels: string;
  private readonly all: string;
  private readonly own: string;
  private readonly name: string;
  private readonly pub: KeptConnection | undefined;
  private readonly sub: KeptConnection | undefined;
  private readonly confirmations = new Map<string, () => void>();
  private inFlight = 0;
  private heededUntil = 0;
  private subscribed = false;

  constructor(
    @InjectRedis() private readonly redis: Redis,
    private readonly timers: Timers,
    config: Config,
  ) {
    this.channels = `${config.redis.prefix}${CHANNELS}`;
    this.all = `${this.channels}pods`;
    this.own = this.channelOf(this.id);
    this.name = this.nameChannel(config.podName);
    this.on(CONFIRMED, (number) => this.confirmations.get(number as string)?.());
    if (config.redis.kind === 'memory') return;
    this.pub = new KeptConnection(redis, (connection) => connection.publish(this.own, ''));
    this.sub = new KeptConnection(redis, (connection) => this.subscribe(connection));
  }

  /** @throws StartupError when Redis refuses this user what it takes */
  async onModuleInit(): Promise<void> {
    try {
      await Promise.all([this.pub?.open(), this.sub?.open()]);
      await this.listeners();
      this.timers.every(PING_EVERY_MS, async () => {
        await Promise.all([this.pub?.ping(), this.sub?.ping()]);
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw new StartupError(
        `Redis refuses its user what pods tell each other by: ${error.message}. Allow it the channels (ACL SETUSER <user> &${this.channels}*) and the commands publish, subscribe and pubsub.`,
      );
    }
  }

  onApplicationShutdown(): void {
    this.pub?.close();
    this.sub?.close();
  }

  /** Whether a message sent now has a chance. */
  get up(): boolean {
    return !this.pub || this.pub.current !== undefined;
  }

  /** What messages of other pods are handled by; one handler for each topic. */
  on(topic: string, handler: Handler): void {
    this.handlers.set(topic, handler);
  }

  /**
   * Sends a message to all other pods; not when there is none to hear it.
   *
   * @throws Error when it did not reach Redis, as far as this pod can know
   */
  async publish(topic: string, message: unknown): Promise<void> {
    if (!this.pub) return;
    if (this.inFlight >= IN_FLIGHT_MAX) throw new Error('too many messages to other pods are waiting for Redis');
    this.inFlight += 1;
    try {
      if (await this.heeded()) await this.send(this.all, [topic, ''], message);
    } finally {
      this.inFlight -= 1;
    }
  }

  /**
   * Sends a message to all other pods and waits until each has handled it.
   *
   * @throws Error when not all have said so in time
   */
  async confirm(topic: string, message: unknown): Promise<void> {
    const number = randomUUID();
    let missing = await this.listeners();
    if (missing === 0) return;
    const confirmed = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`${String(missing)} other pods did not confirm "${topic}" in time`));
      }, CONFIRM_TIMEOUT_MS);
      this.confirmations.set(number, () => {
        missing -= 1;
        if (missing > 0) return;
        clearTimeout(timer);
        resolve();
      });
    }).finally(() => this.confirmations.delete(number));
    await Promise.all([this.send(this.all, [topic, number], message), confirmed]);
  }

  /** Which of these pods do not listen: they have ended, were killed, or lost Redis. None while this one does not listen itself. */
  async deaf(pods: readonly string[]): Promise<string[]> {
    if (pods.length === 0 || !this.sub?.current) return [];
    const channels = pods.map((pod) => this.nameChannel(pod));
    const counts = await Promise.all(
      serversOf(this.redis).map((server) => server.pubsub('NUMSUB', this.name, ...channels)),
    );
    const listeners = (index: number): number => counts.reduce((sum, count) => sum + Number(count[2 * index + 1]), 0);
    return listeners(0) === 0 ? [] : pods.filter((_, i) => listeners(i + 1) === 0);
  }

  private async send(channel: string, head: [topic: string, number: string], message: unknown): Promise<void> {
    const connection = this.pub?.current;
    if (!connection) throw new Error('the connection to the other pods is lost');
    await connection.publish(channel, [this.id, ...head, JSON.stringify(message)].join(' '));
  }

  /**
   * Whether another pod listens; in doubt it does. A yes is believed for a while, a no not even for the next message: what
   * happened before a pod began to listen it reads from the database, and what happens from then on it must be told.
   */
  private async heeded(): Promise<boolean> {
    if (performance.now() < this.heededUntil) return true;
    if ((await this.listeners().catch(() => 1)) === 0) return false;
    this.heededUntil = performance.now() + BELIEVED_MS;
    return true;
  }

  /** Other pods that listen. This one does not count itself, neither while its own subscription is lost. */
  private async listeners(): Promise<number> {
    if (!this.pub) return 0;
    const counts = await Promise.all(
      serversOf(this.redis).map(async (server) => {
        const [, listening, , self] = await server.pubsub('NUMSUB', this.all, this.own);
        return Number(listening) - Number(self);
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  private async subscribe(connection: Redis): Promise<void> {
    connection.on('messageBuffer', (_channel: Buffer, message: Buffer) => {
      // Redis hands every message to its sender, too: a batch of pushes is a hundred kilobytes that nobody need parse.
      if (!message.subarray(0, this.ownPrefix.length).equals(this.ownPrefix)) this.receive(message.toString());
    });
    await connection.subscribe(this.all, this.own, this.name);
    if (this.subscribed) this.restored.next();
    this.subscribed = true;
  }

  private receive(received: string): void {
    const [, sender, topic, number, json] = /^(\S+) (\S+) (\S*) (.*)$/s.exec(received) ?? [];
    if (sender === undefined || topic === undefined || json === undefined) return;
    try {
      this.handlers.get(topic)?.(JSON.parse(json));
      if (number) this.send(this.channelOf(sender), [CONFIRMED, ''], number).catch(() => undefined);
    } catch (error) {
      this.logger.error(error);
    }
  }

  /** The channel that pods of a name listen on, so that it can be seen whether one does. */
  private nameChannel(pod: string): string {
    return `${this.channels}name:${pod}`;
  }

  /** The channel that one pod alone listens on. */
  private channelOf(id: string): string {
    return `${this.channels}pod:${id}`;
  }
}
