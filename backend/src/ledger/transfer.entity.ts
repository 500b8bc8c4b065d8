import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { MinorColumn } from './minor-column';
import type { Minor } from './money';

/**
 * Money moved from one account to another; never changed. It has no foreign keys: the triggers check, for all rows of a
 * statement at once, that both its entries are there.
 */
@Entity('transfers')
@Check('ck_transfers_kind', `kind IN ('payment', 'grant')`)
@Check('ck_transfers_amount', `amount > 0`)
@Check('ck_transfers_two_accounts', `from_account_id <> to_account_id`)
@Check(
  'ck_transfers_initiator',
  `kind = 'grant' OR (initiated_by IS NOT NULL AND idempotency_key IS NOT NULL AND request_hash IS NOT NULL)`,
)
@Unique('uq_transfers_idempotency_key', ['initiatedBy', 'idempotencyKey'])
@Index('ix_transfers_from', ['fromAccountId', 'id'])
@Index('ix_transfers_to', ['toAccountId', 'id'])
export class Transfer {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_transfers' })
  id: string;

  @Column({ type: 'text' })
  kind: 'payment' | 'grant';

  @Column({ type: 'bigint', name: 'from_account_id' })
  fromAccountId: number;

  @Column({ type: 'bigint', name: 'from_seq' })
  fromSeq: number;

  @Column({ type: 'bigint', name: 'to_account_id' })
  toAccountId: number;

  @Column({ type: 'bigint', name: 'to_seq' })
  toSeq: number;

  @MinorColumn()
  amount: Minor;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'text', nullable: true })
  memo: string | null;

  /** The user who asked for it; null on grants, which are the bank's own. */
  @Column({ type: 'uuid', name: 'initiated_by', nullable: true })
  initiatedBy: string | null;

  @Column({ type: 'text', name: 'idempotency_key', nullable: true })
  idempotencyKey: string | null;

  /** sha256 over resolved from, to, amount and memo. */
  @Column({ type: 'bytea', name: 'request_hash', nullable: true })
  requestHash: Buffer | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;
}
