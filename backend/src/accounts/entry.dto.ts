import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsMoment, LimitQuery, QueryNumber } from '../platform/http/parameters.dto';
import { HasCharacters, HasForm, NO_CONTROLS } from '../platform/http/text.validators';
import { IsAccountNumber, IsCurrencyCode, PartyDto } from './account.dto';

/** One line of a statement. */
@ApiSchema({ name: 'Entry' })
export class EntryDto {
  /** Gapless per account, from 1: cursor, order and gap detector. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 7 })
  seq: number;

  @ApiProperty({ format: 'uuid' })
  transferId: string;

  /** Minor units; negative when the money left. */
  @ApiProperty({ type: 'integer', format: 'int64', example: -2500 })
  amount: number;

  /** @example EUR */
  @IsCurrencyCode()
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

  /**
   * The seq to go on from, as `before` (or as `after` when the page was asked with `after`); null at the end. A call looks
   * at a bounded number of entries: when few of them match, the page is short, or empty, and still has a `next`.
   */
  @ApiProperty({ pattern: '^[0-9]{1,16}$' })
  next: string | null;
}

const DIRECTIONS = ['out', 'in'] as const;
const SEARCH_MAX_CHARACTERS = 64;

/** Both ends of a range of a statement, e.g. for printing it. */
@ApiSchema({ name: 'Statement' })
export class StatementDto {
  @IsAccountNumber()
  accountNumber: string;

  /** @example EUR */
  @IsCurrencyCode()
  currency: string;

  /** As asked for, or when the account was opened. */
  from: Date;

  /** As asked for, or now. */
  to: Date;

  /** What the account held before the range, minor units. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 100000 })
  openingBalance: number;

  /** What it held at the end of the range, minor units. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 97500 })
  closingBalance: number;

  /** Entries in the range. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 6 })
  entries: number;
}

/** What of a statement to show. What is not given narrows nothing down. */
export class EntriesQuery extends LimitQuery {
  /** Entries older than this seq, newest first. */
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  @IsOptional()
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  /** Entries newer than this seq, ascending: what was missed; with `before`, those between both. */
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  @IsOptional()
  @QueryNumber()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;

  /** From this moment on, inclusive; a date is the begin of its day in UTC. */
  @IsOptional()
  @IsMoment()
  from?: Date;

  /** Before this moment, exclusive; a date is the begin of its day in UTC. */
  @IsOptional()
  @IsMoment()
  to?: Date;

  /** Only money that left, or only money that came. */
  @ApiProperty({ enum: DIRECTIONS, enumName: 'TransferDirection', required: false })
  @IsOptional()
  @IsIn(DIRECTIONS)
  direction?: (typeof DIRECTIONS)[number];

  /** The smallest amount, minor units without a sign. */
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  @IsOptional()
  @QueryNumber()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  min?: number;

  /** The largest amount, minor units without a sign. */
  @ApiProperty({ type: 'integer', format: 'int64', required: false })
  @IsOptional()
  @QueryNumber()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  max?: number;

  /** Found in the memo, or in the counterparty's name, alias or account number; case and accents do not matter. */
  @IsOptional()
  @HasCharacters(1, SEARCH_MAX_CHARACTERS)
  @HasForm(NO_CONTROLS, 'be text without control characters')
  q?: string;
}

const SEPARATORS = ['comma', 'semicolon', 'tab'] as const;
const DECIMALS = ['point', 'comma'] as const;

/** How numbers and columns of a CSV file are written. */
export interface CsvFormat {
  separator: (typeof SEPARATORS)[number];
  decimal: (typeof DECIMALS)[number];
}

export class DateRangeQuery {
  /** From this moment on, inclusive; a date is the begin of its day in UTC. */
  @IsOptional()
  @IsMoment()
  from?: Date;

  /** Before this moment, exclusive; a date is the begin of its day in UTC. */
  @IsOptional()
  @IsMoment()
  to?: Date;
}

export class ExportQuery extends DateRangeQuery implements CsvFormat {
  /** What stands between columns; spreadsheets set to a comma for decimals want a semicolon. */
  @ApiProperty({ enum: SEPARATORS, required: false })
  @IsIn(SEPARATORS)
  separator: (typeof SEPARATORS)[number] = 'comma';

  /** What stands before the cents. */
  @ApiProperty({ enum: DECIMALS, required: false })
  @IsIn(DECIMALS)
  decimal: (typeof DECIMALS)[number] = 'point';
}
