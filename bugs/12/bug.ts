import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A statement up to a day has the whole of that day in it',
  kind: 'lists',
  pods: 1,
  shows: 'in answers',
  edit: {
    file: 'accounts/statements.service.ts',
    find: `    if (to) below.push((await this.seqAt(account, to)) + 1);`,
    replace: `    if (to) {
      // A day, rather than a moment, is meant to its end.
      const end = to.getTime() % DAY_MS === 0 ? new Date(to.getTime() + DAY_MS) : to;
      below.push((await this.seqAt(account, end)) + 1);
    }`,
  },
  killedBy: {
    file: 'backend/test/api/statements.spec.ts',
    name: 'GET /accounts/{number}/entries narrowed down by a day, which is its begin at either end',
  },
  starter: false,
  review: {
    title: 'Include the last day of a statement',
    description: `Customers ask for a statement "to 31 March" and miss the 31st. A \`to\` without a time now reaches to the end of its day.`,
  },
};
