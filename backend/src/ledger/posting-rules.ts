import { add, fits, negate, subtract } from './money';
import {
  NOT_POSTED,
  type AccountId,
  type Decision,
  type LedgerBalance,
  type PostedTransfer,
  type Posting,
  type PostingOutcome,
} from './posting.types';

/** Names an idempotency key within its initiator's keys. */
export function keyOf({ initiatedBy, key }: { initiatedBy: string; key: string }): string {
  return `${initiatedBy} ${key}`;
}

/** What is decided upon, and is carried on from posting to posting. */
interface Books {
  balances: Map<AccountId, LedgerBalance>;
  /** By `keyOf`. */
  byKey: Map<string, PostedTransfer>;
}

/**
 * Decides postings one after the other, each on the balances the ones before it left. Pure: deciding a batch gives the
 * same outcomes as deciding its postings one by one. Those that are posted all or none are decided on copies, which count
 * only if none of them is refused.
 *
 * @param locked current balances of the accounts named, locked by the caller's transaction; what names another is refused
 * @param earlier transfers posted before under the batch's idempotency keys, by `keyOf`
 */
export function decide(
  postings: readonly Posting[],
  locked: ReadonlyMap<AccountId, LedgerBalance>,
  earlier: ReadonlyMap<string, PostedTransfer>,
): Decision {
  const books: Books = { balances: copyOf(locked, locked.keys()), byKey: new Map(earlier) };
  const outcomes = unitsOf(postings).flatMap((unit) =>
    unit[0]?.allOrNone === undefined ? decideInOrder(unit, books) : decideTogether(unit, books),
  );
  const moved = new Set<AccountId>();
  for (const outcome of outcomes)
    if (outcome.status === 'posted') moved.add(outcome.transfer.fromId).add(outcome.transfer.toId);
  return { outcomes, moved: [...moved].map((id) => known(books.balances, id)) };
}

/** Splits where postings that are posted all or none begin or end. */
function unitsOf(postings: readonly Posting[]): Posting[][] {
  const units: Posting[][] = [];
  for (const posting of postings) {
    const last = units.at(-1);
    if (last && last[0]?.allOrNone === posting.allOrNone) last.push(posting);
    else units.push([posting]);
  }
  return units;
}

function decideInOrder(unit: readonly Posting[], { balances, byKey }: Books): PostingOutcome[] {
  return unit.map((posting) => {
    const outcome = repeat(posting, byKey) ?? refuse(posting, balances) ?? post(posting, balances);
    if (outcome.status === 'posted' && posting.idempotency) byKey.set(keyOf(posting.idempotency), outcome.transfer);
    return outcome;
  });
}

/** All or none. Where one is refused each other one is too, whatever it would have come to by itself. */
function decideTogether(unit: readonly Posting[], books: Books): PostingOutcome[] {
  const named = unit.flatMap(({ fromId, toId }) => [fromId, toId]);
  const draft: Books = { balances: copyOf(books.balances, named), byKey: new Map(books.byKey) };
  const outcomes = decideInOrder(unit, draft);
  if (outcomes.some(({ status }) => status === 'refused'))
    return outcomes.map((outcome) =>
      outcome.status === 'refused' ? outcome : { status: 'refused', code: 'not_posted', detail: NOT_POSTED },
    );
  for (const [id, balance] of draft.balances) books.balances.set(id, balance);
  books.byKey = draft.byKey;
  return outcomes;
}

function copyOf(
  balances: ReadonlyMap<AccountId, LedgerBalance>,
  ids: Iterable<AccountId>,
): Map<AccountId, LedgerBalance> {
  const copies = new Map<AccountId, LedgerBalance>();
  for (const id of ids) {
    const balance = balances.get(id);
    if (balance) copies.set(id, { ...balance });
  }
  return copies;
}

function repeat({ idempotency }: Posting, byKey: ReadonlyMap<string, PostedTransfer>): PostingOutcome | undefined {
  const transfer = idempotency && byKey.get(keyOf(idempotency));
  if (!transfer) return undefined;
  if (transfer.idempotency?.requestHash === idempotency.requestHash) return { status: 'replayed', transfer };
  return {
    status: 'refused',
    code: 'idempotency_key_reused',
    detail: 'This Idempotency-Key has paid another transfer already; use a new key for a new transfer.',
  };
}

function refuse(
  posting: Posting,
  balances: ReadonlyMap<AccountId, Readonly<LedgerBalance>>,
): PostingOutcome | undefined {
  const from = balances.get(posting.fromId);
  const to = balances.get(posting.toId);
  if (!from) return { status: 'refused', code: 'not_found', detail: 'The ledger has no account that could pay.' };
  if (!to) return { status: 'refused', code: 'recipient_not_found', detail: 'The ledger has no account to pay to.' };
  if (posting.amount <= 0)
    return { status: 'refused', code: 'validation_failed', detail: 'The amount must be above zero.' };
  if (from.id === to.id)
    return { status: 'refused', code: 'same_account', detail: 'The money would come from the account it goes to.' };
  if (from.currency !== posting.currency || to.currency !== posting.currency)
    return { status: 'refused', code: 'currency_mismatch', detail: 'Both accounts must be in the same currency.' };
  if (from.kind === 'customer' && from.balance < posting.amount)
    return { status: 'refused', code: 'insufficient_funds', detail: 'The account holds less than the amount.' };
  if (!fits(from.balance, negate(posting.amount)) || !fits(to.balance, posting.amount))
    return {
      status: 'refused',
      code: 'limit_exceeded',
      detail: 'A balance would grow beyond what the ledger can hold.',
    };
  return undefined;
}

/** Moves the money between the two balances, which are the caller's own copies. */
function post(
  posting: Posting,
  balances: ReadonlyMap<AccountId, LedgerBalance>,
): PostingOutcome & { status: 'posted' } {
  const from = known(balances, posting.fromId);
  const to = known(balances, posting.toId);
  from.balance = subtract(from.balance, posting.amount);
  from.seq += 1;
  to.balance = add(to.balance, posting.amount);
  to.seq += 1;
  const transfer: PostedTransfer = {
    fromSeq: from.seq,
    fromBalanceAfter: from.balance,
    toSeq: to.seq,
    toBalanceAfter: to.balance,
    ...posting,
  };
  return { status: 'posted', transfer };
}

function known<Balance>(balances: ReadonlyMap<AccountId, Balance>, id: AccountId): Balance {
  const balance = balances.get(id);
  if (!balance) throw new Error(`Ledger account ${String(id)} does not exist`);
  return balance;
}
