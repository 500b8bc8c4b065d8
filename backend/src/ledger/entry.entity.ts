import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { MinorColumn } from './minor-column';
import type { Minor } from './money';

/** One side of a transfer: the next link in the chain of its account. Never changed. */
@Entity('entries')
@Check('ck_entries_amount', `amount <> 0`)
export class Entry {
  @PrimaryColumn({ type: 'bigint', name: 'account_id', primaryKeyConstraintName: 'pk_entries' })
  accountId: number;

  /** Counts the account's entries from 1, without a gap. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'pk_entries' })
  seq: number;

  @Column({ type: 'uuid', name: 'transfer_id' })
  transferId: string;

  /** Negative where the account pays. */
  @MinorColumn()
  amount: Minor;

  @MinorColumn({ name: 'balance_after' })
  balanceAfter: Minor;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
