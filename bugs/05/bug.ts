import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A payment that lacks money takes the payer’s other payments of its batch down with it',
  kind: 'money',
  pods: 1,
  shows: 'at once',
  edit: {
    file: 'ledger/posting-rules.ts',
    find: `  return unit.map((posting) => {
    const outcome = repeat(posting, byKey) ?? refuse(posting, balances) ?? post(posting, balances);
    if`,
    replace: `  const short = new Map<AccountId, PostingOutcome>();
  return unit.map((posting) => {
    const outcome =
      repeat(posting, byKey) ?? short.get(posting.fromId) ?? refuse(posting, balances) ?? post(posting, balances);
    // An account without enough money is not looked at again.
    if (outcome.status === 'refused' && outcome.code === 'insufficient_funds') short.set(posting.fromId, outcome);
    if`,
  },
  killedBy: {
    file: 'backend/test/api/concurrency.spec.ts',
    name: 'many transfers at once are each judged by itself: one too large does not take the others with it',
  },
  starter: false,
  review: {
    title: 'Refuse an empty account once per batch',
    description: `A hot account that has run out of money is checked again for each of its hundreds of payments in a batch, with the same
result. This remembers the refusal per payer for the rest of the batch. Outcomes are as before; a batch of an empty payer
takes a fraction of the time.`,
  },
};
