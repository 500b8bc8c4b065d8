import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LedgerModule } from '../ledger/ledger.module';
import { DatabaseModule } from '../platform/database/database.module';
import { AccountDirectory } from './account-directory';
import { Account } from './account.entity';
import { AccountOpeningService } from './account-opening.service';
import { AccountsController } from './accounts.controller';
import { AccountsService } from './accounts.service';
import { AcquaintancesService } from './acquaintances.service';
import { StatementsService } from './statements.service';

@Module({
  imports: [TypeOrmModule.forFeature([Account]), LedgerModule, DatabaseModule],
  controllers: [AccountsController],
  providers: [AccountsService, AccountOpeningService, AcquaintancesService, AccountDirectory, StatementsService],
  exports: [AccountsService, AccountOpeningService, AcquaintancesService],
})
export class AccountsModule {}
