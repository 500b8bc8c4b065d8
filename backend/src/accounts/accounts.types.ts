import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { PostedTransfer } from '../ledger/posting.types';

/** One side of a transfer. */
@ApiSchema({ name: 'Party' })
export class PartyDto {
  /** @example 4000000021 */
  accountNumber: string;

  /**
   * The holder's username, on primary accounts.
   * @example bob
   */
  alias: string | null;

  /** @example "Bob Baker" */
  holderName: string;
}

/** What a customer sees of an own account. */
@ApiSchema({ name: 'Account' })
export class AccountDto {
  /** Ten digits, the last one a Luhn check digit. */
  number: string;

  /** @example "Main account" */
  name: string;

  /** The holder's username, on the primary account only. */
  alias: string | null;

  /** @example EUR */
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
