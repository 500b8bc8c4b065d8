import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A replay compares recipient and amount, and not the hash of the request',
  kind: 'money',
  pods: 1,
  shows: 'in answers',
  edit: {
    file: 'ledger/posting-rules.ts',
    find: `function repeat({ idempotency }: Posting, byKey: ReadonlyMap<string, PostedTransfer>): PostingOutcome | undefined {
  const transfer = idempotency && byKey.get(keyOf(idempotency));
  if (!transfer) return undefined;
  if (transfer.idempotency?.requestHash === idempotency.requestHash) return { status: 'replayed', transfer };`,
    replace: `function repeat(
  { idempotency, toId, amount }: Posting,
  byKey: ReadonlyMap<string, PostedTransfer>,
): PostingOutcome | undefined {
  const transfer = idempotency && byKey.get(keyOf(idempotency));
  if (!transfer) return undefined;
  if (transfer.toId === toId && transfer.amount === amount) return { status: 'replayed', transfer };`,
  },
  killedBy: {
    file: 'backend/test/api/idempotency.spec.ts',
    name: 'a key used for another request is refused with another memo, and nothing moves',
  },
  starter: false,
  review: {
    title: 'Compare what was paid instead of its hash',
    description: `A replay is told by comparing two hashes, which nobody can read in a debugger. The transfer found by its key carries what
was paid; comparing recipient and amount says the same and reads as what it means.`,
  },
};
