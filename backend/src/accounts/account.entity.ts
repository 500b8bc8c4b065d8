import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Who a ledger account belongs to and what it is called. */
@Entity('accounts')
@Unique('uq_accounts_number', ['number'])
@Unique('uq_accounts_alias', ['alias'])
@Check('ck_accounts_number', `number ~ '^[0-9]{10}$'`)
@Index('ix_accounts_holder', ['holderId', 'id'])
export class Account {
  @PrimaryColumn({ name: 'ledger_account_id', type: 'bigint', primaryKeyConstraintName: 'pk_accounts' })
  @ForeignKey('LedgerAccount', { name: 'fk_accounts_ledger_account' })
  id: number;

  @Column({ type: 'char', length: 10 })
  number: string;

  /** Null on the treasuries only. */
  @Column({ name: 'holder_id', type: 'uuid', nullable: true })
  @ForeignKey('User', { name: 'fk_accounts_holder' })
  holderId: string | null;

  @Column({ name: 'holder_name', type: 'text' })
  holderName: string;

  /** The holder's username, on the primary account only. */
  @Column({ type: 'text', nullable: true })
  alias: string | null;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ name: 'opened_at', type: 'timestamptz', precision: 3 })
  openedAt: Date;
}
