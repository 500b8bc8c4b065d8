import { setTimeout as delay } from 'node:timers/promises';
import { getRedisConnectionToken, InjectRedis } from '@nestjs-modules/ioredis';
import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type Redis from 'ioredis';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions';
import { Config } from './config/config';
import { connectDatabase, podDatabaseOptions } from './database/database-connection';
import { databaseFailure } from './database/database-errors';
import { SchemaStatus } from './database/schema-status';
import { UnitsOfWork } from './database/unit-of-work';
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
import { PodBus } from './redis/pod-bus';
import { connectRedis, redisFailure } from './redis/redis-client';

const OFFERED = [
  SchemaStatus,
  UnitsOfWork,
  PodBus,
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
const GOODBYE_MS = 1000;

/** What every module of the bank may have injected without importing anything. */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(@InjectRedis() private readonly redis: Redis) {}

  static forRoot(config: Config): DynamicModule {
    const configuration = { provide: Config, useValue: config };
    const failures = { provide: Failures, useValue: new Failures([databaseFailure, redisFailure]) };
    // The token of @nestjs-modules/ioredis. Its own module knows neither Sentinel nor a stand-in.
    const redis = { provide: getRedisConnectionToken(), useFactory: () => connectRedis(config.redis) };
    return {
      module: PlatformModule,
      imports: [database(config)],
      providers: [configuration, failures, redis, MetricsServer, TraceFlush, ...OFFERED],
      exports: [Config, Failures, redis, ...OFFERED],
    };
  }

  /** Says goodbye to Redis if it is there to hear it. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.race([this.redis.quit().catch(() => undefined), delay(GOODBYE_MS)]);
    this.redis.disconnect();
  }
}

/** The connection pool of this pod; every module adds its own entities to it. */
function database(config: Config): DynamicModule {
  return TypeOrmModule.forRootAsync({
    // Waiting for the server is done in connectDatabase, whose message is made for people.
    useFactory: () => ({ ...podDatabaseOptions(config), autoLoadEntities: true, toRetry: () => false }),
    dataSourceFactory: (options) => connectDatabase(options as PostgresDataSourceOptions),
  });
}
