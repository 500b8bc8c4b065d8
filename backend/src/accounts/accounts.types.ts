import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { PostedTransfer } from '../ledger/posting.types';
import { HasForm } from '../platform/http/text.validators';

/** The form of an account number; the last digit is a check digit, and a number with a wrong one is nobody's. */
export const ACCOUNT_NUMBER = /^[0-9]{10}$/;

/** The form of an alias, which is its holder's username; never that of an account number, since it starts with a letter. */
export const ALIAS = /^[a-z][a-z0-9._-]{2,31}$/;

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

/** An account with its holder: facts that never change once it is open, so a pod may remember them. */
export interface OwnedAccount {
  /** Of the ledger account. */
  id: number;
  number: string;
  alias: string | null;
  /** Null on the bank's own treasuries. */
  holderId: string | null;
  holderName: string;
  name: string;
  currency: string;
  openedAt: Date;
}

export function toParty({ number, alias, holderName }: OwnedAccount): PartyDto {
  return { accountNumber: number, alias, holderName };
}

export function toAccountDto(account: OwnedAccount, { balance, seq }: { balance: number; seq: number }): AccountDto {
  const { number, name, alias, currency, openedAt } = account;
  return { number, name, alias, currency, balance, seq, openedAt };
}

/** A welcome grant just posted, and the accounts it moved. */
export interface PostedGrant {
  transfer: PostedTransfer;
  from: OwnedAccount;
  to: OwnedAccount;
}
