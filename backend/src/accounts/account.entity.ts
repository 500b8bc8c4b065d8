import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who a ledger account belongs to and what it is called. */
@Entity('accounts')
export class Account {
  @PrimaryColumn({ name: 'ledger_account_id', type: 'bigint', transformer: { from: Number, to: (id: number) => id } })
  id: number;

  @Column({ type: 'char', length: 10 })
  number: string;

  @Column({ name: 'holder_id', type: 'uuid', nullable: true })
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
