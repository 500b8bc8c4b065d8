import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/errors/problem.dto';
import { Public } from '../sessions/sessions.decorators';
import { DrainDto, PersonasDto, ResetDto } from './demo.dto';
import { PodDrain, TestingService } from './testing.service';

/** Only there with TEST_SUPPORT=true. */
@ApiTags('testing')
@ApiProblems('not_found')
@Public()
@Controller('testing')
export class TestingController {
  constructor(
    private readonly testing: TestingService,
    private readonly podDrain: PodDrain,
  ) {}

  @Post('reset')
  @HttpCode(204)
  @ApiOperation({ operationId: 'resetBank', summary: 'Back to the seed, for everyone; only with TEST_SUPPORT' })
  reset(@Body() _confirmed: ResetDto): Promise<void> {
    return this.testing.reset();
  }

  @Post('drain')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'drainPod',
    summary: 'Have a pod be not ready and without sockets for a while; only with TEST_SUPPORT',
  })
  drain(@Body() body: DrainDto): Promise<void> {
    return this.podDrain.start(body);
  }

  @Get('personas')
  @ApiOperation({
    operationId: 'listPersonas',
    summary: 'The seeded logins; only with TEST_SUPPORT, empty without DEMO_SEED',
  })
  personas(): PersonasDto {
    return this.testing.personas();
  }
}
