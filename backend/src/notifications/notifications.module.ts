import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InboxService } from './inbox.service';
import { Notification } from './notification.entity';
import { NotificationsController } from './notifications.controller';
import { NotificationEvents } from './notifications.events';
import { NotificationsService } from './notifications.service';
import { OutboxRow } from './outbox-row.entity';
import { Outbox, OutboxRelay } from './outbox';

/** Inbox and outbox. Who is connected it does not know: what was recorded it announces. */
@Module({
  imports: [TypeOrmModule.forFeature([Notification, OutboxRow])],
  controllers: [NotificationsController],
  providers: [NotificationsService, NotificationEvents, InboxService, Outbox, OutboxRelay],
  exports: [NotificationsService, NotificationEvents, InboxService],
})
export class NotificationsModule {}
