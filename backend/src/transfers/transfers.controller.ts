import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiProblems } from '../platform/errors/api-problems.decorator';
import { AcceptsIdempotencyKey, IdempotencyKey } from '../platform/http/idempotency-key';
import { CurrentSession } from '../sessions/sessions.decorators';
import type { ActiveSession } from '../sessions/sessions.types';
import { RecipientPageDto, RecipientsQuery } from './recipient.dto';
import { RecipientsService } from './recipients.service';
import { TransferDto, TransferPageDto, TransferRequestDto, TransfersQuery } from './transfer.dto';
import { TransferHistoryService } from './transfer-history.service';
import { TransfersService } from './transfers.service';

@ApiTags('transfers')
@ApiBearerAuth()
@ApiProblems('unauthenticated', 'validation_failed', 'too_many_requests', 'dependency_unavailable', 'internal')
@Controller()
export class TransfersController {
  constructor(
    private readonly transfers: TransfersService,
    private readonly history: TransferHistoryService,
    private readonly recipients: RecipientsService,
  ) {}

  @Post('transfer')
  @AcceptsIdempotencyKey()
  @ApiOperation({ operationId: 'transfer', summary: 'Send money; safe to repeat with the same Idempotency-Key' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: '1-64 visible ASCII characters; made by the server when absent, echoed on every answer',
  })
  @ApiCreatedResponse({
    type: TransferDto,
    headers: {
      'Idempotency-Key': { schema: { type: 'string' }, description: 'The key this transfer can be repeated with' },
      'Idempotency-Replayed': {
        schema: { type: 'string', enum: ['true'] },
        description: 'Present when the key had been used for this very transfer before',
      },
    },
  })
  @ApiProblems('recipient_not_found', 'not_found', 'payload_too_large', 'unsupported_media_type')
  @ApiProblems('insufficient_funds', 'same_account', 'currency_mismatch', 'limit_exceeded', 'idempotency_key_reused')
  @ApiProblems('overloaded', 'outcome_unknown', 'dependency_unavailable')
  async transfer(
    @CurrentSession() session: ActiveSession,
    @IdempotencyKey() key: string,
    @Body() body: TransferRequestDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TransferDto> {
    const { transfer, replayed } = await this.transfers.transfer({
      ...body,
      initiatedBy: session.userId,
      idempotencyKey: key,
    });
    if (replayed) reply.header('Idempotency-Replayed', 'true');
    return transfer;
  }

  @Get('transfers')
  @ApiOperation({ operationId: 'listTransfers', summary: 'Transfers over all own accounts, newest first' })
  list(@CurrentSession() session: ActiveSession, @Query() query: TransfersQuery): Promise<TransferPageDto> {
    return this.history.list(session.userId, query);
  }

  @Get('transfers/:id')
  @ApiOperation({ operationId: 'getTransfer', summary: 'One own transfer' })
  @ApiProblems('not_found')
  get(@CurrentSession() session: ActiveSession, @Param('id', ParseUUIDPipe) id: string): Promise<TransferDto> {
    return this.history.get(session.userId, id);
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
