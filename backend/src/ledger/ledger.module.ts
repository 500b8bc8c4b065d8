import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Entry } from './entry.entity';
import { IntegrityController } from './integrity/integrity.controller';
import { IntegrityService } from './integrity/integrity.service';
import { LedgerAccount } from './ledger-account.entity';
import { LedgerHistoryService } from './ledger-history.service';
import { LedgerService } from './ledger.service';
import { Transfer } from './transfer.entity';

@Module({
  imports: [TypeOrmModule.forFeature([LedgerAccount, Transfer, Entry])],
  controllers: [IntegrityController],
  providers: [LedgerService, LedgerHistoryService, IntegrityService],
  exports: [LedgerService, LedgerHistoryService, IntegrityService],
})
export class LedgerModule {}
