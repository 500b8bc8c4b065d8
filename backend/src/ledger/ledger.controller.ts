import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiProblems } from '../platform/http/api-problems.decorator';
import { LedgerIntegrityDto } from './integrity.dto';
import { IntegrityService } from './integrity.service';

@ApiTags('ledger')
@ApiBearerAuth()
@Controller('ledger')
export class LedgerController {
  constructor(private readonly integrity: IntegrityService) {}

  @Get('integrity')
  @ApiOperation({
    operationId: 'getLedgerIntegrity',
    summary: 'Proof that the ledger adds up; 503 with the same body when it does not',
  })
  @ApiOkResponse({ type: LedgerIntegrityDto })
  @ApiServiceUnavailableResponse({ type: LedgerIntegrityDto, description: 'The ledger does not add up' })
  @ApiProblems('unauthenticated', 'too_many_requests', 'internal')
  async proof(@Res({ passthrough: true }) reply: FastifyReply): Promise<LedgerIntegrityDto> {
    const proof = await this.integrity.proof();
    if (!proof.holds) reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return proof;
  }
}
