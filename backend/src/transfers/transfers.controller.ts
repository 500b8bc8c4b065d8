import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/errors/problem.dto';
import { IdParam } from '../platform/http/id';
import { IdempotencyKey, Idempotent, type Replayable } from '../platform/http/idempotency-key';
import { CurrentSession } from '../sessions/sessions.decorators';
import type { ActiveSession } from '../sessions/sessions.types';
import { RecipientsService } from './recipients.service';
import { TransferHistoryService } from './transfer-history.service';
import {
  ProvenanceDto,
  RecipientPageDto,
  RecipientsQuery,
  TransferDto,
  TransferPageDto,
  TransferRequestDto,
  TransfersQuery,
} from './transfer.dto';
import { TransfersService } from './transfers.service';

const REFUSALS = [
  'recipient_not_found',
  'not_found',
  'insufficient_funds',
  'same_account',
  'currency_mismatch',
  'limit_exceeded',
  'idempotency_key_reused',
  'overloaded',
  'outcome_unknown',
] as const;

@ApiTags('transfers')
@Controller()
export class TransfersController {
  constructor(
    private readonly transfers: TransfersService,
    private readonly history: TransferHistoryService,
    private readonly recipients: RecipientsService,
  ) {}

  /** Send money; safe to repeat with the same Idempotency-Key */
  @Post('transfer')
  @Idempotent(TransferDto)
  @ApiProblems(...REFUSALS)
  transfer(
    @CurrentSession() session: ActiveSession,
    @IdempotencyKey() idempotencyKey: string,
    @Body() body: TransferRequestDto,
  ): Promise<Replayable<TransferDto>> {
    return this.transfers.transfer({ ...body, initiatedBy: session.userId, idempotencyKey });
  }

  @Get('transfers')
  @ApiOperation({ operationId: 'listTransfers', summary: 'Transfers over all own accounts, newest first' })
  list(@CurrentSession() session: ActiveSession, @Query() query: TransfersQuery): Promise<TransferPageDto> {
    return this.history.list(session.userId, query);
  }

  @Get('transfers/:id')
  @ApiOperation({ operationId: 'getTransfer', summary: 'One own transfer' })
  @ApiProblems('not_found')
  get(@CurrentSession() session: ActiveSession, @IdParam('id') id: string): Promise<TransferDto> {
    return this.history.get(session.userId, id);
  }

  @Get('transfers/:id/provenance')
  @ApiOperation({
    operationId: 'getTransferProvenance',
    summary: 'How one own transfer was made: its two entries, and its batch while that is remembered',
  })
  @ApiProblems('not_found')
  provenance(@CurrentSession() session: ActiveSession, @IdParam('id') id: string): Promise<ProvenanceDto> {
    return this.history.provenance(session.userId, id);
  }

  @Get('recipients')
  @ApiOperation({
    operationId: 'listRecipients',
    summary: 'Look a recipient up, or recent counterparties with their presence',
  })
  find(@CurrentSession() session: ActiveSession, @Query() query: RecipientsQuery): Promise<RecipientPageDto> {
    return this.recipients.find(session.userId, query.q);
  }
}
