import { Injectable } from '@nestjs/common';
import { PresenceService } from '../notifications/presence.service';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import type { SystemDto } from './system.dto';

/** What the pods tell of themselves, put together. */
@Injectable()
export class SystemService {
  constructor(
    private readonly registry: PodRegistry,
    private readonly presence: PresenceService,
  ) {}

  /** All pods alive, with the caller's own sockets on each. */
  async get(userId: string): Promise<SystemDto> {
    const [pods, own] = await Promise.all([this.registry.pods(), this.presence.ownSockets(userId)]);
    const sum = (read: (pod: (typeof pods)[number]) => number): number =>
      pods.reduce((total, pod) => total + read(pod), 0);
    return {
      servedBy: this.registry.name,
      pods: pods.map((pod) => ({
        ...pod,
        current: pod.name === this.registry.name,
        ownSockets: own.get(pod.name) ?? 0,
      })),
      queueDepth: sum(({ queueDepth }) => queueDepth),
      transfersPerSecond: sum(({ transfersPerSecond }) => transfersPerSecond),
      asOf: new Date(),
    };
  }
}
