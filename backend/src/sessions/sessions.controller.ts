import { Controller, Delete, Get, HttpCode } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/errors/problem.dto';
import { PathParameter } from '../platform/http/parameters.dto';
import { SessionPageDto } from './session.dto';
import { CurrentSession } from './sessions.decorators';
import { SessionsService } from './sessions.service';
import { type ActiveSession, HANDLE } from './sessions.types';

@ApiTags('sessions')
@Controller('sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @ApiOperation({ operationId: 'listSessions', summary: 'Where one is signed in, newest first' })
  list(@CurrentSession() session: ActiveSession): Promise<SessionPageDto> {
    return this.sessions.list(session);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'revokeSession', summary: 'End one session, on every pod at once' })
  @ApiProblems('not_found')
  revoke(
    @CurrentSession() session: ActiveSession,
    @PathParameter('id', { pattern: HANDLE }) id: string,
  ): Promise<void> {
    return this.sessions.revoke(session, id);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ operationId: 'revokeOtherSessions', summary: 'End every session but this one' })
  revokeOthers(@CurrentSession() session: ActiveSession): Promise<void> {
    return this.sessions.revokeOthers(session);
  }
}
