import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { debounceTime, filter } from 'rxjs';
import { DataSource } from 'typeorm';
import { IntegrityService } from '../ledger/integrity/integrity.service';
import { PING } from '../platform/database/schema.sql';
import { Timers } from '../platform/lifecycle/clock';
import { type EventKind, PodEvents } from '../platform/lifecycle/pod-events';
import { goneClaim, PodRegistry } from '../platform/lifecycle/pod-registry';
import { PodBus } from '../platform/redis/pod-bus';
import { SocketMovesService } from '../realtime/socket-moves.service';
import { inTime } from './health.service';

const PODS_LOOKED_AT_EVERY_MS = 500;
/** One that only lost its connection to Redis is heard again by then. */
const MISSED_LOOKS = 3;
const LOOK_EVERY_MS = 1000;
/** Shorter than this nobody noticed. */
const TOLD_FROM_MS = 1000;
const LOOKS_UNTIL_TOLD = 2;
/** After these everybody wants to know whether a cent was lost. */
const UNSETTLING: readonly EventKind[] = ['pod.gone', 'sockets.moved', 'redis.back', 'postgres.back'];
const SETTLED_MS = 1000;

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
    this.timers.every(PODS_LOOKED_AT_EVERY_MS, () => this.look());
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

/** Tells when PostgreSQL or Redis was away, and for how long; of all pods that saw it one does. */
@Injectable()
export class DependencyWatch implements OnApplicationBootstrap {
  constructor(
    private readonly timers: Timers,
    private readonly events: PodEvents,
    private readonly dataSource: DataSource,
    @InjectRedis() private readonly redis: Redis,
  ) {}

  onApplicationBootstrap(): void {
    const postgres = new Outage();
    this.timers.every(LOOK_EVERY_MS, async () => {
      const awayMs = await postgres.look(() => this.dataSource.query(PING));
      if (postgres.becameLong && (await this.events.claim('postgres.away')))
        await this.events.tell({ kind: 'postgres.away', at: postgres.since });
      if (awayMs >= TOLD_FROM_MS && (await this.events.claim('postgres.back')))
        await this.events.tell({ kind: 'postgres.back', durationMs: awayMs });
    });
    const redis = new Outage();
    this.timers.every(LOOK_EVERY_MS, async () => {
      const awayMs = await redis.look(() => this.redis.ping());
      if (awayMs < TOLD_FROM_MS) return;
      // It may have come back empty; while it was away there was nobody to tell.
      await this.events.tellAgain();
      if (await this.events.claim('redis.back')) await this.events.tell({ kind: 'redis.back', durationMs: awayMs });
    });
  }
}

/** Whether something answers, and since when it does not. */
class Outage {
  private begin: number | undefined;
  private looks = 0;

  get since(): Date {
    return new Date(this.begin ?? Date.now());
  }

  /** Whether the last look was the first to find it away for so long that it is worth telling. */
  get becameLong(): boolean {
    return this.looks === LOOKS_UNTIL_TOLD;
  }

  /** Returns how long it had been away when it is back; else 0. */
  async look(ask: () => Promise<unknown>): Promise<number> {
    const asked = Date.now();
    try {
      await inTime(ask());
    } catch {
      this.begin ??= asked;
      this.looks += 1;
      return 0;
    }
    const awayMs = this.begin === undefined ? 0 : Date.now() - this.begin;
    this.begin = undefined;
    this.looks = 0;
    return awayMs;
  }
}

/** Has the ledger proven after what could have harmed it, and tells what came of it. */
@Injectable()
export class ProofTeller implements OnModuleInit {
  private readonly logger = new Logger(ProofTeller.name);

  constructor(
    private readonly events: PodEvents,
    private readonly integrity: IntegrityService,
  ) {}

  onModuleInit(): void {
    const unsettling = this.events.told.pipe(filter(({ kind }) => UNSETTLING.includes(kind)));
    unsettling.pipe(debounceTime(SETTLED_MS)).subscribe(() => void this.prove());
  }

  private async prove(): Promise<void> {
    try {
      const { holds, entriesChecked: count, durationMs, checkedAt } = await this.integrity.proof(new Date());
      await this.events.tell({ kind: holds ? 'ledger.proven' : 'ledger.broken', count, durationMs, at: checkedAt });
    } catch (error) {
      this.logger.debug(`The ledger could not be proven: ${(error as Error).message}`);
    }
  }
}
