import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'An account cannot be spent down to zero',
  kind: 'money',
  pods: 1,
  shows: 'in answers',
  edit: {
    file: 'ledger/posting-rules.ts',
    find: `from.balance < posting.amount)`,
    replace: `from.balance <= posting.amount)`,
  },
  killedBy: {
    file: 'backend/test/api/transfers.spec.ts',
    name: 'POST /transfer takes the last cent, and not one more',
  },
  starter: false,
  review: {
    title: 'Never let a customer overdraw',
    description: `The check for funds was read as letting an account go through zero when two payments meet at the limit. This closes the
boundary case: money has to be left after the payment.`,
  },
};
