import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'Marking all as read leaves the newest unread',
  kind: 'realtime',
  pods: 1,
  shows: 'in answers',
  edit: {
    file: 'notifications/notifications.sql.ts',
    find: `user_id = $1 AND id <= $2 AND read_at IS NULL`,
    replace: `user_id = $1 AND id < $2 AND read_at IS NULL`,
  },
  killedBy: {
    file: 'backend/test/api/notifications.spec.ts',
    name: 'POST /notifications/read marks all there are',
  },
  starter: false,
  review: {
    title: 'Do not mark what arrives meanwhile',
    description: `"Mark all as read" may mark a notification that came after the user clicked and was never seen. The bound is now exclusive,
like that of every other list.`,
  },
};
