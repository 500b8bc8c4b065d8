import { setTimeout as delay } from 'node:timers/promises';
import { InjectRedis } from '@nestjs-modules/ioredis';
import { Injectable } from '@nestjs/common';
import {
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorResult,
  HealthIndicatorService,
} from '@nestjs/terminus';
import type Redis from 'ioredis';
import { DataSource } from 'typeorm';
import { PING } from '../platform/database/schema.sql';
import { SchemaStatus } from '../platform/database/schema-status';
import { Shutdown } from '../platform/lifecycle/shutdown';

/** What does not answer within this time is as good as away; nobody waits for what hangs. */
const PATIENCE_MS = 1500;

/** Whether this pod can serve now. */
@Injectable()
export class HealthService {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly dataSource: DataSource,
    private readonly schema: SchemaStatus,
    @InjectRedis() private readonly redis: Redis,
    private readonly shutdown: Shutdown,
  ) {}

  /** @throws ServiceUnavailableException with the same shape when something is down */
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.within('postgres', () => this.dataSource.query(PING)),
      () => this.within('redis', () => this.redis.ping()),
      () => this.within('migrations', () => this.allMigrated()),
      () => this.within('accepting', () => this.accepting()),
    ]);
  }

  private async within(name: string, check: () => Promise<unknown>): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(name);
    try {
      await inTime(check());
      return indicator.up();
    } catch (error) {
      return indicator.down((error as Error).message);
    }
  }

  private async allMigrated(): Promise<void> {
    const problem = await this.schema.problem();
    if (problem !== null) throw new Error(problem);
  }

  private accepting(): Promise<void> {
    return this.shutdown.leaving
      ? Promise.reject(new Error('this pod is ending, or being drained'))
      : Promise.resolve();
  }
}

/** @throws Error also where there is no answer in time */
export async function inTime(answer: Promise<unknown>): Promise<void> {
  const silence = delay(PATIENCE_MS, undefined, { ref: false }).then(() => {
    throw new Error(`no answer within ${String(PATIENCE_MS)} ms`);
  });
  await Promise.race([answer, silence]);
}
