import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LedgerModule } from '../ledger/ledger.module';
import { AccountOpeningService } from './account-opening.service';
import { Account } from './account.entity';
import { AccountsController } from './accounts.controller';
import { AccountsService } from './accounts.service';
import { StatementsService } from './statements.service';

@Module({
  imports: [TypeOrmModule.forFeature([Account]), LedgerModule],
  controllers: [AccountsController],
  providers: [AccountsService, AccountOpeningService, StatementsService],
  exports: [AccountsService, AccountOpeningService],
})
export class AccountsModule {}
