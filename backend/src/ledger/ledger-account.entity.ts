import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { MinorColumn } from './minor-column';
import type { Minor } from './money';

/**
 * What an account holds. Postings alone change it, and the triggers of the database hold them to it: balance and seq are
 * those of the last entry.
 */
@Entity('ledger_accounts')
@Check('ck_ledger_accounts_kind', `kind IN ('customer', 'treasury')`)
@Check('ck_ledger_accounts_balance', `balance >= 0 OR kind = 'treasury'`)
@Check('ck_ledger_accounts_safe', `balance BETWEEN -9007199254740991 AND 9007199254740991`)
@Index('uq_ledger_accounts_treasury', ['currency'], { unique: true, where: `kind = 'treasury'` })
export class LedgerAccount {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_ledger_accounts',
  })
  id: number;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'text' })
  kind: 'customer' | 'treasury';

  @MinorColumn({ default: 0 })
  balance: Minor;

  /** Of the last entry; 0 without any. */
  @Column({ type: 'bigint', default: 0 })
  seq: number;
}
