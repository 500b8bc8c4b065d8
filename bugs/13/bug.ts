import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A name that is a formula reaches the spreadsheet as one',
  kind: 'lists',
  pods: 1,
  shows: 'in answers',
  edit: {
    file: 'accounts/statement-csv.ts',
    find: `        plainCell(counterparty.holderName),`,
    replace: `        counterparty.holderName,`,
  },
  killedBy: {
    file: 'backend/test/api/statements.spec.ts',
    name: 'GET /accounts/{number}/statement.csv writes the memo a=1 as a=1',
  },
  starter: false,
  review: {
    title: 'Leave names alone in exports',
    description: `Names are checked when people register, and an apostrophe before a name that begins with a hyphen looks like a mistake of
ours. The memo, which is free text, keeps its guard.`,
  },
};
