import { Global, Module } from '@nestjs/common';
import { RateLimiter } from './rate-limiter';
import { RateLimits } from './rate-limits';

/** How often somebody may do something. */
@Global()
@Module({ providers: [RateLimiter, RateLimits], exports: [RateLimiter, RateLimits] })
export class LimitsModule {}
