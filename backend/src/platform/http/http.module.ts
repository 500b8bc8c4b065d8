import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { HttpMetrics } from './http-metrics';
import { ProblemFilter } from './problem.filter';
import { RateLimitGuard } from './rate-limit.guard';
import { UnexpectedInputGuard } from './unexpected-input.guard';
import { DtoValidationPipe } from './validation.pipe';

/** What every route has. Import it after the module with the session guard: guards run in the order of modules. */
@Module({
  providers: [
    HttpMetrics,
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: UnexpectedInputGuard },
    { provide: APP_PIPE, useClass: DtoValidationPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class HttpModule {}
