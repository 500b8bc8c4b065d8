import { Injectable } from '@nestjs/common';
import { PodEvents } from '../platform/lifecycle/pod-events';
import { PodRegistry, type PodStatus } from '../platform/lifecycle/pod-registry';
import { PresenceService } from '../realtime/presence.service';
import { BatchesService } from '../transfers/batches.service';
import type { BatchPageDto, PodDto, SystemDto, SystemEventPageDto } from './system.dto';

const BATCHES_MAX = 1000;
const BATCHES_OF_LAST_MS = 60_000;
const EVENTS_MAX = 100;

/** What the pods tell of themselves, put together. */
@Injectable()
export class SystemService {
  constructor(
    private readonly registry: PodRegistry,
    private readonly presence: PresenceService,
    private readonly pastBatches: BatchesService,
    private readonly podEvents: PodEvents,
  ) {}

  /** All pods alive, with the caller's own sockets on each. */
  async get(userId: string): Promise<SystemDto> {
    const [pods, own, users] = await Promise.all([
      this.registry.pods(),
      this.presence.ownSockets(userId),
      this.presence.connected(),
    ]);
    const described = pods.map((pod) => this.describe(pod, own.get(pod.name) ?? 0));
    const sum = (read: (pod: PodDto) => number): number => described.reduce((total, pod) => total + read(pod), 0);
    return {
      servedBy: this.registry.name,
      pods: described,
      users,
      queueDepth: sum(({ queueDepth }) => queueDepth),
      transfersPerSecond: sum(({ transfersPerSecond }) => transfersPerSecond),
      asOf: new Date(),
    };
  }

  /** The newest batches of all pods. */
  async batches(since = new Date(Date.now() - BATCHES_OF_LAST_MS)): Promise<BatchPageDto> {
    return { items: await this.pastBatches.since(since, BATCHES_MAX), next: null };
  }

  /** What happened lately. */
  async events(): Promise<SystemEventPageDto> {
    return { items: await this.podEvents.latest(EVENTS_MAX), next: null };
  }

  /** A pod of another version may lack a reading. */
  private describe({ name, version, startedAt, readings }: PodStatus, ownSockets: number): PodDto {
    const { sockets = 0, users = 0, queueDepth = 0, batchSize = 0, transfersPerSecond = 0 } = readings;
    const draining = readings.draining === 1;
    const current = name === this.registry.name;
    return {
      name,
      version,
      startedAt,
      draining,
      current,
      sockets,
      users,
      ownSockets,
      queueDepth,
      batchSize,
      transfersPerSecond,
    };
  }
}
