import { Module } from '@nestjs/common';
import { IntegrityService } from './integrity.service';
import { LedgerController } from './ledger.controller';
import { LedgerHistoryService } from './ledger-history.service';
import { LedgerService } from './ledger.service';

@Module({
  controllers: [LedgerController],
  providers: [LedgerService, LedgerHistoryService, IntegrityService],
  exports: [LedgerService, LedgerHistoryService, IntegrityService],
})
export class LedgerModule {}
