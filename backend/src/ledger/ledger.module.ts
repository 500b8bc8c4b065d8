import { Module } from '@nestjs/common';
import { IntegrityService } from './integrity/integrity.service';
import { IntegrityController } from './integrity/integrity.controller';
import { LedgerHistoryService } from './ledger-history.service';
import { LedgerService } from './ledger.service';

@Module({
  controllers: [IntegrityController],
  providers: [LedgerService, LedgerHistoryService, IntegrityService],
  exports: [LedgerService, LedgerHistoryService, IntegrityService],
})
export class LedgerModule {}
