import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SessionGuard } from './session.guard';
import { SessionStore } from './session.store';
import { SessionsController } from './sessions.controller';
import { SessionEvents } from './sessions.events';
import { SessionsService } from './sessions.service';

@Module({
  controllers: [SessionsController],
  providers: [SessionStore, SessionEvents, SessionsService, { provide: APP_GUARD, useClass: SessionGuard }],
  exports: [SessionStore, SessionEvents, SessionsService],
})
export class SessionsModule {}
