import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ProblemDto } from '../../platform/errors/problem.dto';
import { LedgerIntegrityDto } from './integrity.dto';
import { IntegrityService } from './integrity.service';

@ApiTags('ledger')
@Controller('ledger')
export class IntegrityController {
  constructor(private readonly integrity: IntegrityService) {}

  @Get('integrity')
  @ApiOperation({
    operationId: 'getLedgerIntegrity',
    summary: 'Proof that the ledger adds up; 503 with the same body when it does not',
  })
  @ApiOkResponse({ type: LedgerIntegrityDto })
  @ApiServiceUnavailableResponse({
    description: 'The ledger does not add up; or a problem: dependency_unavailable',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(LedgerIntegrityDto) } },
      'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } },
    },
  })
  async proof(@Res({ passthrough: true }) reply: FastifyReply): Promise<LedgerIntegrityDto> {
    const proof = await this.integrity.proof();
    if (!proof.holds) reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return proof;
  }
}
