import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccountsModule } from './accounts/accounts.module';
import { AuthModule } from './auth/auth.module';
import { DemoModule } from './demo/demo.module';
import { LedgerModule } from './ledger/ledger.module';
import { NotificationsModule } from './notifications/notifications.module';
import type { Config } from './platform/config/config';
import { ProblemFilter } from './platform/errors/problem.filter';
import { UnexpectedInputGuard } from './platform/http/unexpected-input.guard';
import { DtoValidationPipe } from './platform/http/validation.pipe';
import { PlatformModule } from './platform/platform.module';
import { RateLimitGuard } from './platform/limits/rate-limit.guard';
import { RealtimeModule } from './realtime/realtime.module';
import { SessionGuard } from './sessions/session.guard';
import { SessionsModule } from './sessions/sessions.module';
import { SystemModule } from './system/system.module';
import { TransfersModule } from './transfers/transfers.module';

/** What stands before and behind every route, in this order: who it is, how often, with what; and how it fails. */
const EVERY_ROUTE = [
  { provide: APP_GUARD, useClass: SessionGuard },
  { provide: APP_GUARD, useClass: RateLimitGuard },
  { provide: APP_GUARD, useClass: UnexpectedInputGuard },
  { provide: APP_PIPE, useClass: DtoValidationPipe },
  { provide: APP_FILTER, useClass: ProblemFilter },
];

/** The whole bank. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(config),
        SessionsModule,
        LedgerModule,
        AccountsModule,
        NotificationsModule,
        RealtimeModule,
        AuthModule,
        TransfersModule,
        SystemModule,
        DemoModule.forRoot(config),
      ],
      providers: EVERY_ROUTE,
    };
  }
}
