import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { NotificationData, NotificationKind } from './notification.types';

/**
 * What a user was told. Written in the transfer's own transaction, whose accounts vouch for the user: it has no foreign
 * key.
 */
@Entity('notifications')
@Index('ix_notifications_unread', ['userId', 'id'], { where: 'read_at IS NULL' })
export class Notification {
  @PrimaryColumn({ type: 'uuid', name: 'user_id', primaryKeyConstraintName: 'pk_notifications' })
  userId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_notifications' })
  id: string;

  @Column({ type: 'text' })
  kind: NotificationKind;

  @Column({ type: 'jsonb' })
  data: NotificationData;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'read_at', precision: 3, nullable: true })
  readAt: Date | null;
}
