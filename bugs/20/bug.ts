import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'Repeated payments are counted as posted once more',
  kind: 'operations',
  pods: 1,
  shows: 'in answers',
  edit: {
    file: 'transfers/batch-meter.ts',
    find: `  if (result.status !== 'failed') return result.status;`,
    replace: `  if (result.status !== 'failed') return 'posted';`,
  },
  killedBy: {
    file: 'backend/test/api/system.spec.ts',
    name: 'metrics count a repeated transfer as replayed',
  },
  starter: false,
  review: {
    title: 'Count successful transfers as posted',
    description: `Whether a transfer was posted now or found posted is a detail of ours: the caller has a 201 either way. The dashboard shows
one line for success instead of two.`,
  },
};
