import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/errors/api-problems.decorator';
import { CurrentSession } from '../sessions/sessions.decorators';
import type { ActiveSession } from '../sessions/sessions.types';
import { SystemDto } from './system.dto';
import { SystemService } from './system.service';

@ApiTags('system')
@ApiBearerAuth()
@Controller('system')
export class SystemController {
  constructor(private readonly system: SystemService) {}

  @Get()
  @ApiOperation({ operationId: 'getSystem', summary: 'Pods alive with their sockets, users, queue and throughput' })
  @ApiProblems('unauthenticated', 'validation_failed', 'too_many_requests', 'dependency_unavailable', 'internal')
  get(@CurrentSession() session: ActiveSession): Promise<SystemDto> {
    return this.system.get(session.userId);
  }
}
