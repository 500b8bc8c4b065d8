import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AccountsModule } from '../accounts/accounts.module';
import { AuthModule } from '../auth/auth.module';
import { LedgerModule } from '../ledger/ledger.module';
import { NotificationsModule } from '../notifications/notifications.module';
import type { Config } from '../platform/config/config';
import { DatabaseModule } from '../platform/database/database.module';
import { SessionsModule } from '../sessions/sessions.module';
import { TransfersModule } from '../transfers/transfers.module';
import { DemoSeed } from './demo-seed';
import { HealthController } from './health.controller';
import { HealthService } from './health.service';
import { MetricsController } from './metrics.controller';
import { ResetFunction } from './reset-function';
import { SystemController } from './system.controller';
import { SystemService } from './system.service';
import { TestingController } from './testing.controller';
import { TestingService } from './testing.service';

/** Pods, health, metrics, the seed; the calls for tests are there only with TEST_SUPPORT. */
@Module({})
export class SystemModule {
  static with({ testSupport }: Config): DynamicModule {
    return {
      module: SystemModule,
      imports: [
        // The readiness answer says what failed; a log line per probe would say it again and again.
        TerminusModule.forRoot({ logger: false }),
        DatabaseModule,
        SessionsModule,
        LedgerModule,
        AccountsModule,
        NotificationsModule,
        AuthModule,
        TransfersModule,
      ],
      controllers: [SystemController, HealthController, MetricsController, ...(testSupport ? [TestingController] : [])],
      providers: [SystemService, HealthService, ResetFunction, DemoSeed, ...(testSupport ? [TestingService] : [])],
    };
  }
}
