import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A payment whose outcome is not known is told as one that was not made',
  kind: 'operations',
  pods: 1,
  shows: 'at an end',
  edit: {
    file: 'platform/database/unit-of-work.ts',
    find: `    if (rows.status === 'rejected' && sqlState(rows.reason) !== undefined) throw rows.reason;
    if (committed.status === 'rejected' && NOT_COMMITTED.test(sqlState(committed.reason) ?? '')) throw committed.reason;
    const cause: unknown =
      rows.status === 'rejected' ? rows.reason : committed.status === 'rejected' && committed.reason;
    throw new CommitUnknownError('The connection was lost during the commit', { cause });`,
    replace: `    // What was not written is not committed either.
    if (rows.status === 'rejected') throw rows.reason;
    if (committed.status === 'rejected' && NOT_COMMITTED.test(sqlState(committed.reason) ?? '')) throw committed.reason;
    const cause: unknown = committed.status === 'rejected' && committed.reason;
    throw new CommitUnknownError('The connection was lost during the commit', { cause });`,
  },
  killedBy: {
    file: 'backend/test/faults/outcome-unknown.spec.ts',
    name: 'a payment whose confirmation is lost with all that the database answered is answered as unknown, and its key gives the truth',
  },
  starter: false,
  review: {
    title: 'Do not call a failed write unknown',
    description: `When the statements before COMMIT fail, the transaction is over and nothing was committed. There is no need to look at the
kind of the failure, and callers get the definite answer that they can act on.`,
  },
};
