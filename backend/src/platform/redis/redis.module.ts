import { setTimeout as delay } from 'node:timers/promises';
import { getRedisConnectionToken, InjectRedis } from '@nestjs-modules/ioredis';
import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import type Redis from 'ioredis';
import { Config } from '../config/config';
import { PodBus } from './pod-bus';
import { connectRedis } from './redis-client';

const GOODBYE_MS = 1000;

/** The Redis of the bank, injected with `@InjectRedis()`. */
@Global()
@Module({
  providers: [
    {
      // The token of @nestjs-modules/ioredis. Its own module knows neither Sentinel nor a stand-in.
      provide: getRedisConnectionToken(),
      inject: [Config],
      useFactory: ({ redis: topology }: Config): Promise<Redis> => connectRedis(topology),
    },
    PodBus,
  ],
  exports: [getRedisConnectionToken(), PodBus],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(@InjectRedis() private readonly redis: Redis) {}

  async onApplicationShutdown(): Promise<void> {
    // Says goodbye if Redis is there to hear it.
    await Promise.race([this.redis.quit().catch(() => undefined), delay(GOODBYE_MS)]);
    this.redis.disconnect();
  }
}
