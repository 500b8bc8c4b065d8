import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { LedgerModule } from '../ledger/ledger.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { RealtimeModule } from '../realtime/realtime.module';
import { BatchMeter } from './batch-meter';
import { BatchPoster } from './batch-poster';
import { BatchesService } from './batches.service';
import { BulkTransfersService } from './bulk-transfers.service';
import { RecipientLookUps, RecipientsService } from './recipients.service';
import { TransferBatcher } from './transfer-batcher';
import { TransferHistoryService } from './transfer-history.service';
import { TransfersController } from './transfers.controller';
import { TransfersService } from './transfers.service';

@Module({
  imports: [AccountsModule, LedgerModule, NotificationsModule, RealtimeModule],
  controllers: [TransfersController],
  providers: [
    TransfersService,
    BulkTransfersService,
    TransferHistoryService,
    RecipientsService,
    RecipientLookUps,
    TransferBatcher,
    BatchPoster,
    BatchMeter,
    BatchesService,
  ],
  exports: [BatchesService, TransfersService],
})
export class TransfersModule {}
