import { Module } from '@nestjs/common';
import { SessionStore } from './session.store';
import { SessionsController } from './sessions.controller';
import { SessionEvents } from './sessions.events';
import { SessionsService } from './sessions.service';

@Module({
  controllers: [SessionsController],
  providers: [SessionStore, SessionEvents, SessionsService],
  exports: [SessionStore, SessionEvents, SessionsService],
})
export class SessionsModule {}
