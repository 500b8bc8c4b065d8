import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { QueryNumber } from '../platform/http/parameters.dto';
import { HasForm, IsName } from '../platform/http/text.validators';
import { ACCOUNT_NUMBER, ALIAS, type OwnedAccount } from './accounts.types';

export function IsAccountNumber(): PropertyDecorator {
  return HasForm(ACCOUNT_NUMBER, 'be an account number: ten digits');
}

/** As ISO 4217 writes them. */
export function IsCurrencyCode(): PropertyDecorator {
  return HasForm(/^[A-Z]{3}$/, 'be a currency code: three capitals');
}

/** One side of a transfer. */
@ApiSchema({ name: 'Party' })
export class PartyDto {
  /** @example 4000000021 */
  @IsAccountNumber()
  accountNumber: string;

  /**
   * The holder's username, on primary accounts.
   * @example bob
   */
  @ApiProperty({ pattern: ALIAS.source })
  alias: string | null;

  /** @example "Bob Baker" */
  holderName: string;
}

/** What a customer sees of an own account. */
@ApiSchema({ name: 'Account' })
export class AccountDto {
  /**
   * Ten digits, the last one a Luhn check digit.
   * @example 4000000021
   */
  @IsAccountNumber()
  number: string;

  /** @example "Main account" */
  name: string;

  /** The holder's username, on the primary account only. */
  @ApiProperty({ pattern: ALIAS.source })
  alias: string | null;

  /** @example EUR */
  @IsCurrencyCode()
  currency: string;

  /** Minor units. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 100000 })
  balance: number;

  /** Sequence number of the account's last entry; 0 when it has none. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 1 })
  seq: number;

  openedAt: Date;
}

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

export function toParty({ number, alias, holderName }: OwnedAccount): PartyDto {
  return { accountNumber: number, alias, holderName };
}

export function toAccountDto(account: OwnedAccount, { balance, seq }: { balance: number; seq: number }): AccountDto {
  const { number, name, alias, currency, openedAt } = account;
  return { number, name, alias, currency, balance, seq, openedAt };
}
