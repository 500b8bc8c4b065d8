import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PodEvents } from '../platform/lifecycle/pod-events';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import { PodBus } from '../platform/redis/pod-bus';
import { OpenSockets } from './open-sockets';
import { PresenceService } from './presence.service';

/** Of the message by which a pod says that its sockets are about to be closed. */
const TOPIC = 'sockets-leaving';
const LOOK_EVERY_MS = 200;
/** Who is not back by then is not waited for: laptops are closed, too. */
const FOLLOWED_MS = 30_000;

interface Leaving {
  pod: string;
  users: string[];
  /** Milliseconds since the epoch. */
  atMs: number;
  /** Whether it will take sockets again. */
  returns: boolean;
}

/** Tells how long the people of a pod that closed its sockets, or died, were without a connection. */
@Injectable()
export class SocketMovesService implements OnModuleInit {
  constructor(
    private readonly bus: PodBus,
    private readonly events: PodEvents,
    private readonly registry: PodRegistry,
    private readonly presence: PresenceService,
    private readonly sockets: OpenSockets,
  ) {}

  onModuleInit(): void {
    this.bus.on(TOPIC, (leaving) => {
      void this.follow(leaving as Leaving);
    });
  }

  /** To be called before this pod closes its sockets; resolves with what follows them when nobody else does. */
  async announce(returns: boolean): Promise<() => Promise<void>> {
    const leaving = { pod: this.registry.name, users: this.sockets.users(), atMs: Date.now(), returns };
    await this.bus.publish(TOPIC, leaving).catch(() => undefined);
    return () => this.follow(leaving);
  }

  /** The pod did not say goodbye: who was connected to it is still known for a few seconds. */
  async followLost(pod: string, at: Date): Promise<void> {
    await this.follow({ pod, users: await this.presence.usersOf(pod), atMs: at.getTime(), returns: false });
  }

  /** Of all pods that hear of it one follows. */
  private async follow({ pod, users, atMs, returns }: Leaving): Promise<void> {
    if (users.length === 0 || !(await this.events.claim(`follow:${pod}:${String(atMs)}`))) return;
    const missing = new Set(users);
    let lastMs = atMs;
    const endMs = Date.now() + FOLLOWED_MS;
    while (missing.size > 0 && Date.now() < endMs) {
      const back = await this.presence.connectedBut([...missing], returns ? undefined : pod).catch((): string[] => []);
      for (const user of back) missing.delete(user);
      if (back.length > 0) lastMs = Date.now();
      await delay(LOOK_EVERY_MS, undefined, { ref: false });
    }
    const count = users.length - missing.size;
    if (count > 0) await this.events.tell({ kind: 'sockets.moved', pod, count, durationMs: lastMs - atMs });
  }
}
