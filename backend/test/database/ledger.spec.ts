import fc from 'fast-check';
import { IntegrityService } from '../../src/ledger/integrity/integrity.service';
import { LedgerHistoryService } from '../../src/ledger/ledger-history.service';
import { toMinor } from '../../src/ledger/money';
import type { Posting, PostingOutcome } from '../../src/ledger/posting.types';
import { newId } from '../../src/platform/database/uuid';
import { payment, TestLedger } from '../support/database';

describe('the ledger', () => {
  let ledger: TestLedger;

  beforeAll(async () => {
    ledger = await TestLedger.create();
  });

  afterAll(() => ledger.drop());

  it('gives random batches the outcomes of applying them one by one, and stays provable', async () => {
    const step = fc.record({
      from: fc.nat(2),
      to: fc.nat(2),
      amount: fc.integer({ min: 1, max: 400 }),
      key: fc.nat(7),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 6 }),
        async (steps, batchSize) => {
          const [batched, single] = [await openThree(), await openThree()];
          const user = newId();
          const postings = (ids: number[], who: string): Posting[] =>
            steps.map(({ from, to, amount, key }) =>
              payment({
                fromId: ids[from] ?? 0,
                toId: ids[to] ?? 0,
                amount: toMinor(amount),
                idempotency: {
                  initiatedBy: who,
                  key: String(key),
                  requestHash: Buffer.from([from, to, amount & 255, amount >> 8]).toString('hex'),
                },
              }),
            );
          const inBatches: PostingOutcome[] = [];
          const all = postings(batched, user);
          for (let i = 0; i < all.length; i += batchSize)
            inBatches.push(...(await ledger.post(all.slice(i, i + batchSize))));
          const oneByOne: PostingOutcome[] = [];
          for (const one of postings(single, newId())) oneByOne.push(...(await ledger.post([one])));
          expect(inBatches.map(comparable)).toEqual(oneByOne.map(comparable));
          expect(await balancesOf(batched)).toEqual(await balancesOf(single));
        },
      ),
      { numRuns: 40 },
    );
    expect(await new IntegrityService(ledger.dataSource).proof()).toMatchObject({
      holds: true,
      disagreeingAccounts: 0,
    });
  });

  it('posts storms between the same accounts from many connections without losing or making money', async () => {
    const ids = await openThree();
    const attempts = Array.from({ length: 200 }, (_, i) =>
      ledger.post([
        payment({ fromId: ids[i % 3] ?? 0, toId: ids[(i + 1) % 3] ?? 0, amount: toMinor((i % 7) * 50 + 1) }),
        payment({ fromId: ids[(i + 2) % 3] ?? 0, toId: ids[i % 3] ?? 0, amount: toMinor(10) }),
      ]),
    );
    const outcomes = (await Promise.all(attempts)).flat();
    const balances = await balancesOf(ids);
    expect(balances.reduce((sum, { balance }) => sum + balance, 0)).toBe(3000);
    const posted = outcomes.filter(({ status }) => status === 'posted').length;
    expect(balances.reduce((sum, { seq }) => sum + seq, 0)).toBe(posted * 2 + 3);
    expect((await new IntegrityService(ledger.dataSource).proof()).holds).toBe(true);
  });

  it('refuses a payment of or to an account it does not have, and posts those around it', async () => {
    const [a = 0, b = 0] = await openThree();
    const nobody = 2 ** 40;
    const sides: [number, number][] = [
      [a, b],
      [nobody, a],
      [a, nobody],
      [b, a],
    ];
    const outcomes = await ledger.post(sides.map(([fromId, toId]) => payment({ fromId, toId, amount: toMinor(10) })));
    expect(outcomes.map((outcome) => (outcome.status === 'refused' ? outcome.code : outcome.status))).toEqual([
      'posted',
      'not_found',
      'recipient_not_found',
      'posted',
    ]);
    expect((await new IntegrityService(ledger.dataSource).proof()).holds).toBe(true);
  });

  it('pays one key once, from whichever account it is tried', async () => {
    const [a, b, c] = await openThree();
    const idempotency = { initiatedBy: newId(), key: 'once', requestHash: '01' };
    const tries = [a, b].map((fromId) =>
      ledger.post([
        payment({
          fromId: fromId ?? 0,
          toId: c ?? 0,
          idempotency: { ...idempotency, requestHash: String(fromId).padStart(8, '0') },
        }),
      ]),
    );
    const settled = await Promise.allSettled(tries);
    const posted = settled.filter((one) => one.status === 'fulfilled' && one.value[0]?.status === 'posted');
    expect(posted).toHaveLength(1);
    expect((await balancesOf([c ?? 0]))[0]?.balance).toBe(1100);
  });

  it('replays a key with the seq and balance of then', async () => {
    const [a, b] = await openThree();
    const once = payment({ fromId: a ?? 0, toId: b ?? 0 });
    const [first] = await ledger.post([once]);
    await ledger.post([payment({ fromId: a ?? 0, toId: b ?? 0 })]);
    const [again] = await ledger.post([{ ...once, transferId: newId(), createdAt: new Date() }]);
    expect(again).toEqual({ ...first, status: 'replayed' });
  });

  it('pages through history by key, filters it by side and time, and knows the balance of any moment', async () => {
    const history = new LedgerHistoryService(ledger.dataSource);
    const [a = 0, b = 0] = await openThree();
    const day = (n: number): Date => new Date(Date.UTC(2030, 0, n));
    const made: Posting[] = [];
    for (let n = 1; n <= 6; n++) {
      const [fromId, toId] = n % 2 === 1 ? [a, b] : [b, a];
      made.push(payment({ transferId: newId(day(n)), fromId, toId, createdAt: day(n) }));
    }
    for (const one of made) await ledger.post([one]);
    const ids = made.map(({ transferId }) => transferId).reverse();

    const first = await history.transfers([a], { limit: 4 });
    expect(first.map(({ transferId }) => transferId)).toEqual(ids.slice(0, 4));
    const next = await history.transfers([a], { limit: 4, cursor: first.at(-1)?.transferId });
    expect(next.slice(0, 2).map(({ transferId }) => transferId)).toEqual(ids.slice(4));
    const outgoing = await history.transfers([a], { limit: 9, direction: 'out' });
    expect(outgoing.map(({ transferId }) => transferId)).toEqual(ids.filter((_, i) => i % 2 === 1));
    const within = await history.transfers([a, b], { limit: 9, from: day(2), to: day(4) });
    expect(within.map(({ createdAt }) => createdAt)).toEqual([day(3), day(2)]);
    expect(await history.balancesAt(a, [day(1), day(2), day(3), day(99)])).toEqual([1000, 900, 1000, 1000]);
    expect(await history.seqAt(a, day(4))).toBe(4);
    const after = await history.entries(a, { above: 2, below: 99, newestFirst: false, limit: 2 });
    expect(after.map(({ seq }) => seq)).toEqual([3, 4]);
    const before = await history.entries(a, { above: 0, below: 4, newestFirst: true, limit: 2 });
    expect(before.map(({ seq, counterpartyId }) => [seq, counterpartyId])).toEqual([
      [3, b],
      [2, b],
    ]);
    const all = { above: 0, below: 99, newestFirst: true, limit: 9 };
    const received = await history.entries(a, all, { direction: 'in', min: 100, max: 999 });
    expect(received.map(({ seq, amount }) => [seq, amount])).toEqual([
      [7, 100],
      [5, 100],
      [3, 100],
    ]);
    expect(await history.entries(a, all, { direction: 'out', min: 101 })).toEqual([]);
  });

  function openThree(): Promise<number[]> {
    return Promise.all([ledger.open(1000), ledger.open(1000), ledger.open(1000)]);
  }

  async function balancesOf(ids: number[]): Promise<{ balance: number; seq: number }[]> {
    const balances = await ledger.service.balances(ids);
    return ids.map((id) => ({ balance: balances.get(id)?.balance ?? NaN, seq: balances.get(id)?.seq ?? NaN }));
  }
});

/** What must not depend on how postings were batched. */
function comparable(outcome: PostingOutcome): unknown {
  if (outcome.status === 'refused') return outcome.code;
  const { amount, fromSeq, toSeq, fromBalanceAfter, toBalanceAfter } = outcome.transfer;
  return [outcome.status, amount, fromSeq, toSeq, fromBalanceAfter, toBalanceAfter];
}
