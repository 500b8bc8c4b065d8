import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A refused payment leaves its key behind for as long as its batch lasts',
  kind: 'money',
  pods: 1,
  shows: 'at once',
  edit: {
    file: 'ledger/posting-rules.ts',
    find: `  return unit.map((posting) => {
    const outcome = repeat(posting, byKey) ?? refuse(posting, balances) ?? post(posting, balances);
    if (outcome.status === 'posted' && posting.idempotency) byKey.set(keyOf(posting.idempotency), outcome.transfer);
    return outcome;
  });
}
`,
    replace: `  const claimed = new Map<string, string>();
  return unit.map((posting) => {
    const outcome =
      repeat(posting, byKey) ?? claim(posting, claimed) ?? refuse(posting, balances) ?? post(posting, balances);
    if (outcome.status === 'posted' && posting.idempotency) byKey.set(keyOf(posting.idempotency), outcome.transfer);
    return outcome;
  });
}

/** Within a batch a key belongs to the first request that names it. */
function claim({ idempotency }: Posting, claimed: Map<string, string>): PostingOutcome | undefined {
  if (!idempotency) return undefined;
  const owner = claimed.get(keyOf(idempotency)) ?? idempotency.requestHash;
  claimed.set(keyOf(idempotency), owner);
  if (owner === idempotency.requestHash) return undefined;
  return {
    status: 'refused',
    code: 'idempotency_key_reused',
    detail: 'Another request of this moment has this Idempotency-Key; use a new key for a new transfer.',
  };
}
`,
  },
  killedBy: {
    file: 'backend/test/api/concurrency.spec.ts',
    name: 'a key that two requests give at the same moment pays the one that can be paid, whichever comes first',
  },
  starter: false,
  review: {
    title: 'Give each key of a batch to one request',
    description: `Two different requests with one key can land in the same batch, where nothing is in the database yet to tell them apart. The
first one that names a key now owns it for the batch, and the other one is told so.`,
  },
};
