import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '../accounts/accounts.module';
import { LedgerModule } from '../ledger/ledger.module';
import { SessionsModule } from '../sessions/sessions.module';
import { NotificationsGateway } from './gateway';
import { InboxService } from './inbox.service';
import { Notification } from './notification.entity';
import { NotificationsController } from './notifications.controller';
import { NotificationsService } from './notifications.service';
import { Outbox } from './outbox';
import { OutboxRelay } from './outbox-relay';
import { PresenceService } from './presence.service';
import { OpenSockets } from './realtime/open-sockets';
import { PodLink } from './realtime/pod-link';
import { PodMessages } from './realtime/pod-messages';
import { PresenceWatch } from './realtime/presence-watch';
import { PushDelivery } from './realtime/push-delivery';
import { ReadySnapshots } from './realtime/ready-snapshots';
import { SessionWatch } from './realtime/session-watch';

@Module({
  imports: [TypeOrmModule.forFeature([Notification]), AccountsModule, LedgerModule, SessionsModule],
  controllers: [NotificationsController],
  providers: [
    NotificationsService,
    InboxService,
    PresenceService,
    Outbox,
    OutboxRelay,
    NotificationsGateway,
    OpenSockets,
    PodLink,
    PodMessages,
    PresenceWatch,
    PushDelivery,
    ReadySnapshots,
    SessionWatch,
  ],
  exports: [NotificationsService, InboxService, PresenceService],
})
export class NotificationsModule {}
