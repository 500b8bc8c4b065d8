import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { AuthModule } from '../auth/auth.module';
import { LedgerModule } from '../ledger/ledger.module';
import { NotificationsModule } from '../notifications/notifications.module';
import type { Config } from '../platform/config/config';
import { SessionsModule } from '../sessions/sessions.module';
import { TransfersModule } from '../transfers/transfers.module';
import { DemoSeed } from './demo-seed';
import { TestingController } from './testing.controller';
import { PodCaches, PodDrain, TestingService } from './testing.service';

/** The personas and the way back to them; the calls for tests are there only with TEST_SUPPORT. */
@Module({})
export class DemoModule {
  static forRoot({ testSupport }: Config): DynamicModule {
    return {
      module: DemoModule,
      imports: [SessionsModule, LedgerModule, AccountsModule, NotificationsModule, AuthModule, TransfersModule],
      controllers: testSupport ? [TestingController] : [],
      providers: [DemoSeed, PodCaches, ...(testSupport ? [PodDrain, TestingService] : [])],
    };
  }
}
