import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '../platform/errors/domain-error';
import { PodEvents } from '../platform/lifecycle/pod-events';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import { Shutdown } from '../platform/lifecycle/shutdown';
import { PodBus } from '../platform/redis/pod-bus';
import type { DrainDto } from './demo.dto';

/** Of the messages by which a pod is told to drain itself. */
const TOPIC = 'drain';
/** What stands in front of the pods has seen by then that one is not ready. */
const NOTICE_MS = 1500;

/** Shows what an upgrade does to a pod and its people, without an end of the pod: it comes back by itself. */
@Injectable()
export class PodDrain implements OnModuleInit {
  constructor(
    private readonly bus: PodBus,
    private readonly events: PodEvents,
    private readonly registry: PodRegistry,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    this.bus.on(TOPIC, (asked) => {
      const { pod, seconds } = asked as DrainDto;
      if (pod === this.registry.name) void this.drain(seconds);
    });
  }

  /** @throws DomainError not_found when there is no such pod */
  async start({ pod, seconds }: DrainDto): Promise<void> {
    if (pod === this.registry.name) {
      void this.drain(seconds);
      return;
    }
    if (!(await this.registry.names()).includes(pod))
      throw new DomainError('not_found', 'No pod of this name is alive.');
    await this.bus.confirm(TOPIC, { pod, seconds });
  }

  private async drain(seconds: number): Promise<void> {
    if (this.shutdown.leaving) return;
    const { name: pod } = this.registry;
    const rest = this.shutdown.rest(seconds * 1000, NOTICE_MS);
    await this.say('pod.draining', pod);
    await rest;
    if (!this.shutdown.shuttingDown) await this.say('pod.ready', pod);
  }

  private async say(kind: 'pod.draining' | 'pod.ready', pod: string): Promise<void> {
    await this.registry.beat().catch(() => undefined);
    await this.events.tell({ kind, pod });
  }
}
