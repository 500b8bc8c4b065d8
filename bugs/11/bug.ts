import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'The inbox repeats and leaves out what was recorded at the same moment, where a page ends',
  kind: 'lists',
  pods: 1,
  shows: 'at once',
  edit: {
    file: 'notifications/inbox.service.ts',
    find: `        order: { id: 'DESC' },
        take: limit + 1,`,
    replace: `        order: { createdAt: 'DESC' },
        take: limit + 1,`,
  },
  killedBy: {
    file: 'backend/test/api/notifications.spec.ts',
    name: 'GET /notifications goes page by page through what was recorded at the same moment',
  },
  starter: false,
  review: {
    title: 'Sort the inbox by time',
    description: `The inbox promises the newest first and sorts by id. Says what is meant: the time.`,
  },
};
