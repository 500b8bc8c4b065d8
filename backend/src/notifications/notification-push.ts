import type { Notification } from './notification.entity';
import type { NotificationPush } from './notification.types';

/** A notification as sockets send it. */
export function toPush({
  id,
  kind,
  createdAt,
  data,
}: Pick<Notification, 'id' | 'kind' | 'createdAt' | 'data'>): NotificationPush {
  return { id, kind, createdAt: createdAt.toISOString(), data };
}
