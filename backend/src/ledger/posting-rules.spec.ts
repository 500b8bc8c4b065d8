import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { toMinor } from './money';
import { decide, keyOf } from './posting-rules';
import type { AccountId, LedgerBalance, PostedTransfer, Posting, PostingOutcome } from './posting.types';

const USERS = ['user-a', 'user-b'];

function account(id: AccountId, balance: number, overrides: Partial<LedgerBalance> = {}): LedgerBalance {
  return { id, currency: 'EUR', kind: 'customer', balance: toMinor(balance), seq: 0, ...overrides };
}

function posting(overrides: Partial<Posting> = {}): Posting {
  return {
    transferId: 't',
    kind: 'payment',
    fromId: 1,
    toId: 2,
    amount: toMinor(10),
    currency: 'EUR',
    memo: null,
    idempotency: { initiatedBy: 'user-a', key: 'k', requestHash: 'h' },
    createdAt: new Date(0),
    ...overrides,
  };
}

function decideOn(accounts: LedgerBalance[], postings: Posting[], earlier = new Map<string, PostedTransfer>()) {
  return decide(postings, new Map(accounts.map((a) => [a.id, a])), earlier);
}

function codes(outcomes: PostingOutcome[]): string[] {
  return outcomes.map((outcome) => (outcome.status === 'refused' ? outcome.code : outcome.status));
}

setFlagsFromString('--allow-natives-syntax');
const haveSameMap = runInThisContext('((a, b) => %HaveSameMap(a, b))') as (a: unknown, b: unknown) => boolean;
haveSameMap({}, {}); // Compiles it, while it may be.
setFlagsFromString('--no-allow-natives-syntax');

describe('posting rules', () => {
  it('posts on the balances that the postings before it left', () => {
    const first = posting({ fromId: 1, toId: 2, idempotency: { initiatedBy: 'user-a', key: '1', requestHash: 'h1' } });
    const second = posting({ fromId: 2, toId: 3, idempotency: { initiatedBy: 'user-b', key: '1', requestHash: 'h2' } });
    const { outcomes, moved } = decideOn([account(1, 10), account(2, 0), account(3, 0)], [first, second]);
    expect(codes(outcomes)).toEqual(['posted', 'posted']);
    expect(moved.map(({ id, balance, seq }) => [id, balance, seq])).toEqual([
      [1, 0, 1],
      [2, 0, 2],
      [3, 10, 1],
    ]);
  });

  it.each<[string, LedgerBalance[], Partial<Posting>]>([
    ['insufficient_funds', [account(1, 9), account(2, 0)], {}],
    ['same_account', [account(1, 99)], { toId: 1 }],
    ['not_found', [account(2, 0)], {}],
    ['recipient_not_found', [account(1, 99)], {}],
    ['validation_failed', [account(1, 99), account(2, 99)], { amount: toMinor(0) }],
    ['validation_failed', [account(1, 99), account(2, 99)], { amount: toMinor(-10) }],
    ['currency_mismatch', [account(1, 99), account(2, 0, { currency: 'USD' })], {}],
    ['limit_exceeded', [account(1, 99), account(2, Number.MAX_SAFE_INTEGER - 5)], {}],
  ])('refuses with %s and moves nothing', (code, accounts, overrides) => {
    const { outcomes, moved } = decideOn(accounts, [posting(overrides)]);
    expect(codes(outcomes)).toEqual([code]);
    expect(moved).toEqual([]);
  });

  // Node 20 makes a hidden class for every object that spreads another one first and adds names after that.
  it('makes transfers of one hidden class, which are cheap to read and to forget', () => {
    const postings = Array.from({ length: 100 }, (_, i) =>
      posting({ idempotency: { initiatedBy: 'user-a', key: String(i), requestHash: 'h' } }),
    );
    const { outcomes } = decideOn([account(1, 1000), account(2, 0)], postings);
    const transfers = outcomes.flatMap((outcome) => (outcome.status === 'posted' ? outcome.transfer : []));
    expect(transfers).toHaveLength(100);
    expect(transfers.filter((transfer) => !haveSameMap(transfer, transfers[0]))).toEqual([]);
  });

  it('lets only a treasury go below zero', () => {
    const { outcomes } = decideOn(
      [account(1, 0, { kind: 'treasury' }), account(2, 0)],
      [posting({ kind: 'grant', idempotency: null })],
    );
    expect(outcomes[0]).toMatchObject({ status: 'posted', transfer: { fromBalanceAfter: -10, toBalanceAfter: 10 } });
  });

  it('repeats a posted key, refuses it for another request, and does not remember a refusal', () => {
    const key = { initiatedBy: 'user-a', key: 'k', requestHash: 'h' };
    const { outcomes } = decideOn(
      [account(1, 15), account(2, 0)],
      [
        posting({ amount: toMinor(20), idempotency: { ...key, requestHash: 'too much' } }),
        posting({ idempotency: key }),
        posting({ idempotency: key }),
        posting({ idempotency: { ...key, requestHash: 'other' } }),
      ],
    );
    expect(codes(outcomes)).toEqual(['insufficient_funds', 'posted', 'replayed', 'idempotency_key_reused']);
  });

  it('posts all or none of a unit, and nothing of it is seen by what follows when it is refused', () => {
    const key = (name: string) => ({ initiatedBy: 'user-a', key: name, requestHash: name });
    const unit = (allOrNone: string, name: string, from: AccountId, to: AccountId) =>
      posting({ fromId: from, toId: to, allOrNone, idempotency: key(name) });
    const { outcomes, moved } = decideOn(
      [account(1, 10), account(2, 0), account(3, 0)],
      [
        unit('refused', 'a', 1, 2),
        unit('refused', 'b', 1, 2),
        unit('refused', 'c', 2, 3),
        unit('chain', 'a', 1, 2),
        unit('chain', 'd', 2, 1),
        unit('chain', 'e', 1, 3),
        posting({ fromId: 1, idempotency: key('f') }),
      ],
    );
    expect(codes(outcomes)).toEqual([
      ...['not_posted', 'insufficient_funds', 'not_posted'],
      ...['posted', 'posted', 'posted'],
      'insufficient_funds',
    ]);
    expect(moved.map(({ id, balance, seq }) => [id, balance, seq])).toEqual([
      [1, 0, 3],
      [2, 0, 2],
      [3, 10, 1],
    ]);
  });

  it('answers no transfer for a unit that is refused, also not one that was posted before', () => {
    const before = posting({ idempotency: { initiatedBy: 'user-a', key: 'a', requestHash: 'a' } });
    const accounts = [account(1, 10), account(2, 0)];
    const [first] = decideOn(accounts, [before]).outcomes;
    if (first?.status !== 'posted') throw new Error('The first one is posted');
    const earlier = new Map([['user-a a', first.transfer]]);
    const again = { ...before, allOrNone: 'u' };
    const { outcomes } = decideOn(accounts, [again, posting({ allOrNone: 'u', amount: toMinor(99) })], earlier);
    expect(codes(outcomes)).toEqual(['not_posted', 'insufficient_funds']);
  });

  it('decides units as it decides them one after the other, each whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60), { minLength: 4, maxLength: 4 }),
        fc.array(fc.array(anyPosting(), { minLength: 1, maxLength: 6 }), { maxLength: 12 }),
        (funds, drafts) => {
          const accounts = funds.map((balance, id) => account(id, balance));
          const units = drafts.map((unit, i) => unit.map((each) => ({ ...each, allOrNone: String(i) })));
          const { outcomes } = decideOn(accounts, units.flat());
          expect(outcomes).toEqual(inTurn(accounts, units));
          for (const unit of units) {
            const of = outcomes.splice(0, unit.length).map(({ status }) => status === 'refused');
            expect(new Set(of).size).toBe(1);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('decides a batch as it decides its postings one by one, and keeps every invariant', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60), { minLength: 4, maxLength: 4 }),
        fc.array(anyPosting(), { maxLength: 40 }),
        (funds, postings) => {
          const accounts = funds.map((balance, id) => account(id, balance));
          const batch = decideOn(accounts, postings);
          expect(batch.outcomes).toEqual(
            inTurn(
              accounts,
              postings.map((one) => [one]),
            ),
          );

          const after = new Map(accounts.map((a) => [a.id, a]));
          for (const balance of batch.moved) after.set(balance.id, balance);
          const total = [...after.values()].reduce((sum, { balance }) => sum + balance, 0);
          expect(total).toBe(funds.reduce((sum, balance) => sum + balance, 0));
          expect([...after.values()].every(({ balance }) => balance >= 0)).toBe(true);
          const entries = batch.outcomes.flatMap((o) => (o.status === 'posted' ? [o.transfer] : []));
          for (const { id, seq } of after.values())
            expect(seq).toBe(entries.filter(({ fromId, toId }) => fromId === id || toId === id).length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function anyPosting(): fc.Arbitrary<Posting> {
  const shape = {
    from: fc.nat(3),
    to: fc.nat(3),
    amount: fc.integer({ min: 1, max: 50 }),
    user: fc.nat(1),
    key: fc.nat(5),
    id: fc.uuid(),
  };
  return fc.record(shape).map(({ from, to, amount, user, key, id }) =>
    posting({
      transferId: id,
      fromId: from,
      toId: to,
      amount: toMinor(amount),
      idempotency: {
        initiatedBy: USERS[user] ?? '',
        key: String(key),
        requestHash: [from, to, amount].join(),
      },
    }),
  );
}

/** What these parts of a batch come to when each is a batch of its own. */
function inTurn(accounts: LedgerBalance[], parts: Posting[][]): PostingOutcome[] {
  const balances = new Map(accounts.map((a) => [a.id, a]));
  const earlier = new Map<string, PostedTransfer>();
  return parts.flatMap((part) => {
    const { outcomes, moved } = decide(part, balances, earlier);
    for (const balance of moved) balances.set(balance.id, balance);
    for (const outcome of outcomes)
      if (outcome.status === 'posted' && outcome.transfer.idempotency)
        earlier.set(keyOf(outcome.transfer.idempotency), outcome.transfer);
    return outcomes;
  });
}
