import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentSession } from '../sessions/sessions.decorators';
import type { ActiveSession } from '../sessions/sessions.types';
import { BatchesQuery, BatchPageDto, SystemDto, SystemEventPageDto } from './system.dto';
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

  @Get('batches')
  @ApiOperation({ operationId: 'listBatches', summary: 'The latest batches of transfers of all pods, newest first' })
  batches(@Query() query: BatchesQuery): Promise<BatchPageDto> {
    return this.system.batches(query.since);
  }

  @Get('events')
  @ApiOperation({
    operationId: 'listSystemEvents',
    summary: 'What happened to pods, Redis and PostgreSQL, newest first',
  })
  events(): Promise<SystemEventPageDto> {
    return this.system.events();
  }
}
