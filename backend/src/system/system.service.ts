import { Injectable } from '@nestjs/common';
import { PodRegistry, type PodStatus } from '../platform/lifecycle/pod-registry';
import { PresenceService } from '../realtime/presence.service';
import type { PodDto, SystemDto } from './system.dto';

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
    const described = pods.map((pod) => this.describe(pod, own.get(pod.name) ?? 0));
    const sum = (read: (pod: PodDto) => number): number => described.reduce((total, pod) => total + read(pod), 0);
    return {
      servedBy: this.registry.name,
      pods: described,
      queueDepth: sum(({ queueDepth }) => queueDepth),
      transfersPerSecond: sum(({ transfersPerSecond }) => transfersPerSecond),
      asOf: new Date(),
    };
  }

  /** A pod of another version may lack a reading. */
  private describe({ name, version, startedAt, readings }: PodStatus, ownSockets: number): PodDto {
    const { sockets = 0, users = 0, queueDepth = 0, batchSize = 0, transfersPerSecond = 0 } = readings;
    const current = name === this.registry.name;
    return { name, version, startedAt, current, sockets, users, ownSockets, queueDepth, batchSize, transfersPerSecond };
  }
}
