import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { SessionsModule } from '../sessions/sessions.module';
import { ConnectionLimits } from './connection-limits';
import { OpenSockets } from './open-sockets';
import { PresenceWatch } from './presence-watch';
import { PresenceService } from './presence.service';
import { PushDelivery } from './push-delivery';
import { ReadySnapshots } from './ready-snapshots';
import { RealtimeGateway } from './realtime.gateway';
import { SessionWatch } from './session-watch';
import { SocketMovesService } from './socket-moves.service';

/** Sockets, who is connected, and what they are sent. */
@Module({
  imports: [AccountsModule, NotificationsModule, SessionsModule],
  providers: [
    RealtimeGateway,
    ConnectionLimits,
    OpenSockets,
    PresenceService,
    PresenceWatch,
    PushDelivery,
    ReadySnapshots,
    SessionWatch,
    SocketMovesService,
  ],
  exports: [PresenceService, SocketMovesService],
})
export class RealtimeModule {}
