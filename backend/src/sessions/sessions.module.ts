import { Module } from '@nestjs/common';
import { SessionAudit } from './session-audit';
import { SessionStore } from './session.store';
import { SessionsController } from './sessions.controller';
import { SessionEvents } from './sessions.events';
import { SessionsService } from './sessions.service';

@Module({
  controllers: [SessionsController],
  providers: [SessionStore, SessionEvents, SessionAudit, SessionsService],
  exports: [SessionStore, SessionEvents, SessionsService],
})
export class SessionsModule {}
