import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Notifications of one transaction that may still have to be published; gone once they are. */
@Entity('outbox')
export class OutboxRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_outbox' })
  id: string;

  @Column({ type: 'jsonb' })
  payload: [userId: string, notificationId: string][];

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' })
  createdAt: Date;
}
