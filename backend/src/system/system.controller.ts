import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentSession } from '../sessions/sessions.decorators';
import type { ActiveSession } from '../sessions/sessions.types';
import { SystemDto } from './system.dto';
import { SystemService } from './system.service';

@ApiTags('system')
@Controller('system')
export class SystemController {
  constructor(private readonly system: SystemService) {}

  @Get()
  @ApiOperation({ operationId: 'getSystem', summary: 'Pods alive with their sockets, users, queue and throughput' })
  get(@CurrentSession() session: ActiveSession): Promise<SystemDto> {
    return this.system.get(session.userId);
  }
}
