import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from './config/config';
import { databaseFailure } from './database/database-errors';
import { DatabaseModule } from './database/database.module';
import { Failures } from './errors/problem.filter';
import { HttpMetrics } from './http/http-hooks';
import { Clock, Timers } from './lifecycle/clock';
import { PodEvents } from './lifecycle/pod-events';
import { PodRegistry } from './lifecycle/pod-registry';
import { Shutdown } from './lifecycle/shutdown';
import { RateLimiter, RateLimits } from './limits/rate-limits';
import { AuditLog } from './observability/audit-log';
import { Metrics, MetricsServer } from './observability/metrics';
import { TraceFlush } from './observability/trace-flush';
import { redisFailure } from './redis/redis-client';
import { RedisModule } from './redis/redis.module';

const OFFERED = [
  Clock,
  PodEvents,
  PodRegistry,
  Shutdown,
  Timers,
  RateLimiter,
  RateLimits,
  AuditLog,
  Metrics,
  HttpMetrics,
];

/** What every module of the bank may have injected without importing anything. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(config: Config): DynamicModule {
    const configuration = { provide: Config, useValue: config };
    const failures = { provide: Failures, useValue: new Failures([databaseFailure, redisFailure]) };
    return {
      module: PlatformModule,
      imports: [DatabaseModule, RedisModule],
      providers: [configuration, failures, MetricsServer, TraceFlush, ...OFFERED],
      exports: [Config, Failures, ...OFFERED],
    };
  }
}
