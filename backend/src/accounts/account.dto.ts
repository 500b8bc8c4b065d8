import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsName } from '../platform/http/text.validators';
import { QueryNumber } from '../platform/http/query.dto';
import { AccountDto, IsAccountNumber, IsCurrencyCode } from './accounts.types';

@ApiSchema({ name: 'AccountPage' })
export class AccountPageDto {
  items: AccountDto[];

  /** Always null: a user has ten accounts at most. */
  next: string | null;
}

@ApiSchema({ name: 'Balance' })
export class BalanceDto {
  @IsAccountNumber()
  accountNumber: string;

  /** @example EUR */
  @IsCurrencyCode()
  currency: string;

  /** Minor units. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 100000 })
  balance: number;

  /** Sequence number of the entry that made this balance. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  seq: number;

  asOf: Date;
}

export class BalanceQuery {
  /** Another of one's own accounts; the primary one when absent. */
  @IsOptional()
  @IsAccountNumber()
  account?: string;
}

@ApiSchema({ name: 'OpenAccount' })
export class OpenAccountDto {
  /**
   * Without invisible or direction-changing characters, and with something to see in it.
   * @example "Holiday savings"
   */
  @IsName(80)
  name: string;

  /** One of the bank's currencies; the first of them when absent. */
  @IsOptional()
  @IsCurrencyCode()
  currency?: string;
}

export class DaysQuery {
  /** Days, today included. */
  @ApiProperty({ type: 'integer', required: false })
  @QueryNumber()
  @IsInt()
  @Min(1)
  @Max(366)
  days: number = 30;
}

@ApiSchema({ name: 'DailyBalance' })
export class DailyBalanceDto {
  /**
   * UTC day.
   * @example 2026-11-23
   */
  @ApiProperty({ format: 'date' })
  day: string;

  /** Closing balance of that day, minor units. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 100000 })
  balance: number;
}

@ApiSchema({ name: 'DailyBalances' })
export class DailyBalancesDto {
  /** Oldest first, one per day. */
  items: DailyBalanceDto[];
}
