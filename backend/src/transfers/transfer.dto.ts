import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { IsAccountNumber, IsCurrencyCode, PartyDto, toParty } from '../accounts/account.dto';
import type { OwnedAccount } from '../accounts/accounts.types';
import type { PostedTransfer } from '../ledger/posting.types';
import { CursorQuery, IsMoment } from '../platform/http/parameters.dto';
import { HasCharacters, HasForm, IsPlainText, NO_CONTROLS } from '../platform/http/text.validators';

export const MEMO_MAX_LENGTH = 140;
const DIRECTIONS = ['out', 'in'] as const;
const KINDS = ['payment', 'grant'] as const;

/** A transfer seen from one's own side of it. */
@ApiSchema({ name: 'Transfer' })
export class TransferDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ enum: KINDS, enumName: 'TransferKind' })
  kind: (typeof KINDS)[number];

  @ApiProperty({ enum: DIRECTIONS, enumName: 'TransferDirection' })
  direction: (typeof DIRECTIONS)[number];

  /** Minor units, always positive. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 2500 })
  amount: number;

  /** @example EUR */
  @IsCurrencyCode()
  currency: string;

  memo: string | null;

  createdAt: Date;

  from: PartyDto;

  to: PartyDto;

  /** The caller's own account. */
  @IsAccountNumber()
  accountNumber: string;

  /** Seq of the caller's own entry. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 7 })
  seq: number;

  /** The caller's own balance after it, minor units. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 97500 })
  balanceAfter: number;
}

@ApiSchema({ name: 'TransferPage' })
export class TransferPageDto {
  items: TransferDto[];

  /** Pass it back as `cursor`; null on the last page. */
  @ApiProperty({ format: 'uuid' })
  next: string | null;
}

/** One of the two entries that a transfer makes. */
@ApiSchema({ name: 'TransferEntry' })
export class TransferEntryDto {
  account: PartyDto;

  /** Whether it is in the caller's own account. */
  own: boolean;

  @ApiProperty({ type: 'integer', format: 'int64', example: 7 })
  seq: number;

  /** Minor units, signed: the two sum to zero. */
  @ApiProperty({ type: 'integer', format: 'int64', example: -2500 })
  amount: number;
}

/** Transfers made durable by one COMMIT. */
@ApiSchema({ name: 'Batch' })
export class BatchDto {
  /** @example pod-1 */
  pod: string;

  /** Counted by its pod from its start. */
  @ApiProperty({ type: 'integer', example: 1204 })
  number: number;

  committedAt: Date;

  /** How many it made. */
  @ApiProperty({ type: 'integer', example: 17 })
  transfers: number;

  /** From the begin of posting to the confirmation of the commit, milliseconds. */
  @ApiProperty({ example: 6.4 })
  durationMs: number;
}

/** The batch that a transfer was made in. */
@ApiSchema({ name: 'TransferBatch' })
export class TransferBatchDto extends BatchDto {
  /** Place of the transfer in it, from 1. */
  @ApiProperty({ type: 'integer', example: 3 })
  place: number;
}

@ApiSchema({ name: 'TransferProvenance' })
export class ProvenanceDto {
  /** @example EUR */
  @IsCurrencyCode()
  currency: string;

  /** When it was asked for. */
  createdAt: Date;

  /** The Idempotency-Key it was asked for with; told to whoever did. */
  idempotencyKey: string | null;

  /** The payer's first. */
  entries: TransferEntryDto[];

  /** Null once it is no longer remembered, and for what was made in no batch, as a welcome grant is. */
  batch: TransferBatchDto | null;
}

@ApiSchema({ name: 'TransferRequest' })
export class TransferRequestDto {
  /**
   * The recipient's alias or account number.
   * @example bob
   */
  @IsString()
  @Matches(/^([A-Za-z][A-Za-z0-9._-]{2,31}|[0-9]{10})$/, {
    message: 'to must be an alias or a ten-digit account number',
  })
  to: string;

  /** Minor units: 2500 is 25.00. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, example: 2500 })
  @IsInt({ message: 'amount must be a whole number of minor units: 12.50 is 1250' })
  @Min(1, { message: 'amount must be at least 1 minor unit' })
  @Max(Number.MAX_SAFE_INTEGER, { message: 'amount must be at most $constraint1 minor units' })
  amount: number;

  /**
   * Without invisible or direction-changing characters.
   * @example Lunch
   */
  @IsOptional()
  @HasCharacters(0, MEMO_MAX_LENGTH)
  @IsPlainText()
  memo?: string | null;

  /** One of one's own account numbers; the primary account when absent. */
  @IsOptional()
  @IsAccountNumber()
  from?: string | null;
}

export class TransfersQuery extends CursorQuery {
  @IsOptional()
  @IsIn(DIRECTIONS)
  direction?: (typeof DIRECTIONS)[number];

  /** From this moment on, inclusive; a date is the begin of its day in UTC. */
  @IsOptional()
  @IsMoment()
  from?: Date;

  /** Before this moment, exclusive; a date is the begin of its day in UTC. */
  @IsOptional()
  @IsMoment()
  to?: Date;
}

@ApiSchema({ name: 'Recipient' })
export class RecipientDto extends PartyDto {
  /** Whether the holder is connected now; null when that is not one's to know: told only where both have paid each other of late. */
  online: boolean | null;
}

@ApiSchema({ name: 'RecipientPage' })
export class RecipientPageDto {
  items: RecipientDto[];

  /** Always null: the list is short. */
  next: string | null;
}

export class RecipientsQuery {
  /** An exact alias or account number; one's recent counterparties when absent. */
  @IsOptional()
  @HasCharacters(1, 32)
  @HasForm(NO_CONTROLS, 'be text without control characters')
  q?: string;
}

/** A posted transfer as the holder of one side sees it: without the other side's balance. */
export function toTransferDto(
  transfer: PostedTransfer,
  direction: TransferDto['direction'],
  from: OwnedAccount,
  to: OwnedAccount,
): TransferDto {
  const { transferId, kind, amount, currency, memo, createdAt } = transfer;
  const own =
    direction === 'out'
      ? { accountNumber: from.number, seq: transfer.fromSeq, balanceAfter: transfer.fromBalanceAfter }
      : { accountNumber: to.number, seq: transfer.toSeq, balanceAfter: transfer.toBalanceAfter };
  return {
    id: transferId,
    kind,
    direction,
    amount,
    currency,
    memo,
    createdAt,
    from: toParty(from),
    to: toParty(to),
    ...own,
  };
}
