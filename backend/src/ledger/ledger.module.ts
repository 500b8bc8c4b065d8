import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Entry, LedgerAccount, Transfer } from './ledger.entity';
import { IntegrityService } from './integrity/integrity.service';
import { IntegrityController } from './integrity/integrity.controller';
import { LedgerHistoryService } from './ledger-history.service';
import { LedgerService } from './ledger.service';

@Module({
  imports: [TypeOrmModule.forFeature([LedgerAccount, Transfer, Entry])],
  controllers: [IntegrityController],
  providers: [LedgerService, LedgerHistoryService, IntegrityService],
  exports: [LedgerService, LedgerHistoryService, IntegrityService],
})
export class LedgerModule {}
