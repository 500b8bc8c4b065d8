import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module';
import { AuthModule } from './auth/auth.module';
import { DemoModule } from './demo/demo.module';
import { LedgerModule } from './ledger/ledger.module';
import { NotificationsModule } from './notifications/notifications.module';
import { ClockModule } from './platform/clock/clock.module';
import type { Config } from './platform/config/config';
import { ConfigModule } from './platform/config/config.module';
import { DatabaseModule } from './platform/database/database.module';
import { HttpModule } from './platform/http/http.module';
import { LifecycleModule } from './platform/lifecycle/lifecycle.module';
import { ObservabilityModule } from './platform/observability/observability.module';
import { RedisModule } from './platform/redis/redis.module';
import { RealtimeModule } from './realtime/realtime.module';
import { SessionsModule } from './sessions/sessions.module';
import { SystemModule } from './system/system.module';
import { TransfersModule } from './transfers/transfers.module';

/** The whole bank. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        ClockModule,
        ObservabilityModule,
        DatabaseModule,
        RedisModule,
        LifecycleModule,
        // Before HttpModule: who it is comes before how often.
        SessionsModule,
        HttpModule,
        LedgerModule,
        AccountsModule,
        NotificationsModule,
        RealtimeModule,
        AuthModule,
        TransfersModule,
        SystemModule,
        DemoModule.forRoot(config),
      ],
    };
  }
}
