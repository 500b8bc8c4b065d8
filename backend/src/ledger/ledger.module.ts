import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IntegrityController } from './integrity/integrity.controller';
import { IntegrityService } from './integrity/integrity.service';
import { LedgerHistoryService } from './ledger-history.service';
import { Entry, LedgerAccount, Transfer } from './ledger.entity';
import { LedgerService } from './ledger.service';

@Module({
  imports: [TypeOrmModule.forFeature([LedgerAccount, Transfer, Entry])],
  controllers: [IntegrityController],
  providers: [LedgerService, LedgerHistoryService, IntegrityService],
  exports: [LedgerService, LedgerHistoryService, IntegrityService],
})
export class LedgerModule {}
