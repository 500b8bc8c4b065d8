import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'CurrencyProof' })
export class CurrencyProofDto {
  /** @example EUR */
  currency: string;

  /** Sum of all balances in minor units, the treasury's included: 0 when money was neither made nor lost. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 0 })
  sumOfBalances: number;

  /** Ledger accounts in this currency. */
  @ApiProperty({ type: 'integer', format: 'int64', example: 6 })
  accounts: number;
}

/** Proof that the ledger adds up; counts only, no names. */
@ApiSchema({ name: 'LedgerIntegrity' })
export class LedgerIntegrityDto {
  /** Whether everything below holds. */
  holds: boolean;

  currencies: CurrencyProofDto[];

  /** Accounts whose balance or seq disagrees with their entries. */
  @ApiProperty({ type: 'integer', example: 0 })
  disagreeingAccounts: number;

  @ApiProperty({ type: 'integer', format: 'int64', example: 12 })
  entriesChecked: number;

  /** When the proof was taken; it may be up to ten seconds old. */
  checkedAt: Date;

  @ApiProperty({ type: 'integer', example: 4 })
  durationMs: number;
}
