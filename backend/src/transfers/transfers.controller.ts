import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems } from '../platform/errors/problem.dto';
import { Failures, toProblem } from '../platform/errors/problem.filter';
import { IdParam } from '../platform/http/parameters.dto';
import { IdempotencyKey, Idempotent, type Replayable } from '../platform/http/idempotency-key';
import { BodyLimit } from '../platform/http/request-body';
import { CurrentSession } from '../sessions/sessions.decorators';
import type { ActiveSession } from '../sessions/sessions.types';
import { BulkTransferRequestDto, BulkTransferResultsDto } from './bulk-transfer.dto';
import { BulkTransfersService } from './bulk-transfers.service';
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

/** Room for as many payments as one request may hold, each with a memo of the longest kind. */
const BULK_BYTES = 1024 * 1024;

@ApiTags('transfers')
@Controller()
export class TransfersController {
  constructor(
    private readonly transfers: TransfersService,
    private readonly bulk: BulkTransfersService,
    private readonly failures: Failures,
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
    const { from, to, amount, memo } = body;
    return this.transfers.transfer({ from, to, amount, memo, initiatedBy: session.userId, idempotencyKey });
  }

  @Post('transfers/bulk')
  @HttpCode(200)
  @BodyLimit(BULK_BYTES)
  @ApiOperation({
    operationId: 'transferInBulk',
    summary: 'Make several payments, each by itself or all or none; safe to repeat with the same keys',
  })
  async transferAll(
    @CurrentSession() session: ActiveSession,
    @Body() body: BulkTransferRequestDto,
    @Req() request: FastifyRequest,
  ): Promise<BulkTransferResultsDto> {
    const results = await this.bulk.transferAll({ ...body, initiatedBy: session.userId });
    const problemOf = (error: Error) => toProblem(this.failures.of(error), request.url, request.id);
    return { results: results.map((result) => (result instanceof Error ? problemOf(result) : result)) };
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
