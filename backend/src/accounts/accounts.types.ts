import { ApiProperty, ApiSchema } from '@nestjs/swagger';

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

  /** @example Bob Baker */
  holderName: string;
}

/** What a customer sees of an own account. */
@ApiSchema({ name: 'Account' })
export class AccountDto {
  /** Ten digits, the last one a Luhn check digit. */
  number: string;

  /** @example Main account */
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
