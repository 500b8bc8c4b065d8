import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AccountsModule } from '../accounts/accounts.module';
import { AuthModule } from '../auth/auth.module';
import { LedgerModule } from '../ledger/ledger.module';
import { RealtimeModule } from '../realtime/realtime.module';
import { SessionsModule } from '../sessions/sessions.module';
import { TransfersModule } from '../transfers/transfers.module';
import { HealthController } from './health.controller';
import { HealthService } from './health.service';
import { DependencyWatch, PodWatch, ProofTeller } from './outages';
import { SystemController } from './system.controller';
import { SystemService } from './system.service';

/** Pods and health. */
@Module({
  imports: [
    // The readiness answer says what failed; a log line per probe would say it again and again.
    TerminusModule.forRoot({ logger: false }),
    SessionsModule,
    LedgerModule,
    AccountsModule,
    RealtimeModule,
    AuthModule,
    TransfersModule,
  ],
  controllers: [SystemController, HealthController],
  providers: [SystemService, HealthService, DependencyWatch, PodWatch, ProofTeller],
})
export class SystemModule {}
