import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PodEvents } from '../platform/lifecycle/pod-events';
import { goneClaim, PodRegistry } from '../platform/lifecycle/pod-registry';
import { Timers } from '../platform/lifecycle/timers';
import { PodBus } from '../platform/redis/pod-bus';
import { SocketMovesService } from '../realtime/socket-moves.service';

const LOOK_EVERY_MS = 500;
/** One that only lost its connection to Redis is heard again by then. */
const MISSED_LOOKS = 3;

/** Notices pods that ended without a word, within two seconds: Redis knows at once who no longer listens. */
@Injectable()
export class PodWatch implements OnApplicationBootstrap {
  /** Since when pods are missed, and how often they were. */
  private readonly missed = new Map<string, { since: Date; looks: number }>();

  constructor(
    private readonly timers: Timers,
    private readonly registry: PodRegistry,
    private readonly bus: PodBus,
    private readonly events: PodEvents,
    private readonly moves: SocketMovesService,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.every(LOOK_EVERY_MS, () => this.look());
  }

  private async look(): Promise<void> {
    const others = (await this.registry.names()).filter((name) => name !== this.registry.name);
    const deaf = new Set(await this.bus.deaf(others));
    for (const name of this.missed.keys()) if (!deaf.has(name)) this.missed.delete(name);
    for (const name of deaf) {
      const missing = this.missed.get(name) ?? { since: new Date(), looks: 0 };
      missing.looks += 1;
      this.missed.set(name, missing);
      if (missing.looks === MISSED_LOOKS) await this.gone(name, missing.since);
    }
  }

  private async gone(pod: string, at: Date): Promise<void> {
    if (!(await this.events.claim(goneClaim(pod)))) return;
    await this.events.tell({ kind: 'pod.gone', pod, at });
    void this.moves.followLost(pod, at);
  }
}
