import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsInt, IsISO8601, IsOptional, Max, Min } from 'class-validator';
import { LimitQuery } from '../platform/http/page.dto';
import { QueryNumber } from '../platform/http/query-number';
import { PartyDto } from './accounts.types';

/** One line of a statement. */
@ApiSchema({ name: 'Entry' })
export class EntryDto {
  /** Gapless per account, from 1: cursor, order and gap detector. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 7 })
  seq: number;

  transferId: string;

  /** Minor units; negative when the money left. */
  @ApiProperty({ type: 'integer', format: 'int64', example: -2500 })
  amount: number;

  /** @example EUR */
  currency: string;

  /** Minor units. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 97500 })
  balanceAfter: number;

  counterparty: PartyDto;

  memo: string | null;

  createdAt: Date;
}

@ApiSchema({ name: 'EntryPage' })
export class EntryPageDto {
  items: EntryDto[];

  /** The seq to go on from, as `before` (or as `after` when the page was asked with `after`); null at the end. */
  next: string | null;
}

export class EntriesQuery extends LimitQuery {
  /** Entries older than this seq, newest first. */
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  @IsOptional()
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  /** Entries newer than this seq, ascending: what was missed. Not together with `before`. */
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  @IsOptional()
  @QueryNumber()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}

export class DateRangeQuery {
  /** From this moment on (ISO 8601), inclusive. */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  from?: string;

  /** Before this moment (ISO 8601), exclusive. */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  to?: string;
}
