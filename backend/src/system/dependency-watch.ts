import { setTimeout as delay } from 'node:timers/promises';
import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { PING } from '../platform/database/schema.sql';
import { PodEvents } from '../platform/lifecycle/pod-events';
import { Timers } from '../platform/lifecycle/timers';

const LOOK_EVERY_MS = 1000;
/** What does not answer within this time is as good as away. */
const PATIENCE_MS = 1500;
/** Shorter than this nobody noticed. */
const TOLD_FROM_MS = 1000;
const LOOKS_UNTIL_TOLD = 2;

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
      await Promise.race([ask(), silence()]);
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

async function silence(): Promise<never> {
  await delay(PATIENCE_MS, undefined, { ref: false });
  throw new Error(`no answer within ${String(PATIENCE_MS)} ms`);
}
