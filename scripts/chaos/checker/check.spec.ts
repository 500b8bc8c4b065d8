import fc from 'fast-check';
import { check } from './check';
import { type Entry, all, type Fact, type FactOf } from './history';
import { historyOf, steps } from './simulated-history';
import type { Rule } from './violation';

const LATER = 1e6;

/** Facts of a kind which fit, in a history at hand. */
function fitting<K extends Fact['kind']>(
  history: Fact[],
  kind: K,
  fits: (fact: FactOf<K>) => boolean = () => true,
): FactOf<K>[] {
  return all(history, kind).filter(fits);
}

const posted = ({ outcome }: FactOf<'transfer'>): boolean => outcome.is === 'posted';
const payment = ({ memo }: Entry): boolean => memo !== null;
const without = (history: Fact[], ...facts: Fact[]): Fact[] => history.filter((fact) => !facts.includes(fact));
const replaced = <F extends Fact>(history: Fact[], fact: F, change: Partial<F>): Fact[] =>
  history.map((each) => (each === fact ? { ...fact, ...change } : each));

/** Which facts of a history a violation can be planted at, and the history with it. */
interface Planting {
  rule: Rule;
  at: (history: Fact[]) => Fact[];
  plant: (history: Fact[], at: never) => Fact[];
}

function planting<F extends Fact>(
  rule: Rule,
  at: (history: Fact[]) => F[],
  plant: (history: Fact[], at: F) => Fact[],
): Planting {
  return { rule, at, plant };
}

const acknowledged = (history: Fact[]): FactOf<'transfer'>[] => fitting(history, 'transfer', posted);
const entriesOf = (history: Fact[], key: string): Entry[] => fitting(history, 'entry', ({ memo }) => memo === key);
/** Those that moved money although no answer said so. */
const unheard = (history: Fact[]): FactOf<'transfer'>[] =>
  fitting(
    history,
    'transfer',
    ({ outcome, key }) =>
      outcome.is === 'unknown' &&
      entriesOf(history, key).length > 0 &&
      !acknowledged(history).some((other) => other.key === key),
  );

const plantings: Record<string, Planting> = {
  'an acknowledged transfer that is lost': planting('acknowledged-once', acknowledged, (history, { key }) =>
    without(history, ...entriesOf(history, key)),
  ),
  'half of an acknowledged transfer': planting('acknowledged-once', acknowledged, (history, { key }) =>
    without(history, ...entriesOf(history, key).slice(0, 1)),
  ),
  'an acknowledged transfer that is made twice': planting('acknowledged-once', acknowledged, (history, { key }) => [
    ...history,
    ...entriesOf(history, key).map((entry) => ({ ...entry, transferId: 'another', seq: entry.seq + 1000 })),
  ]),
  'an acknowledged transfer of another amount': planting('acknowledged-once', acknowledged, (history, { key }) =>
    history.map((fact) => (fact.kind === 'entry' && fact.memo === key ? { ...fact, amount: fact.amount * 2 } : fact)),
  ),
  'an acknowledgement with a wrong balance': planting('acknowledged-once', acknowledged, (history, attempt) =>
    attempt.outcome.is === 'posted'
      ? replaced(history, attempt, { outcome: { ...attempt.outcome, balanceAfter: attempt.outcome.balanceAfter + 1 } })
      : history,
  ),
  'a refused transfer that moved money': planting('refused-never', acknowledged, (history, { key }) =>
    history.map((fact) =>
      fact.kind === 'transfer' && fact.key === key ? { ...fact, outcome: { is: 'refused', code: 'overloaded' } } : fact,
    ),
  ),
  'a refusal that the repetition belies': planting('refused-never', acknowledged, (history, attempt) => {
    const others = history.filter((fact) => fact.kind !== 'transfer' || fact.key !== attempt.key);
    const refused: Fact = { ...attempt, start: 0, end: 1, outcome: { is: 'refused', code: 'dependency_unavailable' } };
    return [...others, refused, { ...attempt, outcome: { ...attempt.outcome, replayed: true } } as Fact];
  }),
  'an unknown transfer that is made twice': planting('unknown-at-most-once', unheard, (history, { key }) => [
    ...history,
    ...entriesOf(history, key).map((entry) => ({ ...entry, transferId: 'another', seq: entry.seq + 1000 })),
  ]),
  'a repetition with another answer': planting('one-answer-per-key', acknowledged, (history, attempt) => [
    ...history,
    { ...attempt, start: LATER, end: LATER, outcome: { ...attempt.outcome, body: 'another', replayed: true } } as Fact,
  ]),
  'a repetition that is made anew': planting('one-answer-per-key', acknowledged, (history, attempt) => [
    ...history,
    { ...attempt, start: LATER, end: LATER, outcome: { ...attempt.outcome, replayed: false } } as Fact,
  ]),
  'a transfer that nobody asked for': planting('asked-for', acknowledged, (history, { key }) =>
    history.filter((fact) => fact.kind !== 'transfer' || fact.key !== key),
  ),
  'a transfer with one side': planting('two-sides', (history) => fitting(history, 'entry', payment), without),
  'a gap in a statement': planting(
    'gapless',
    (history) => fitting(history, 'entry', payment),
    (history, { account, seq }) =>
      history.map((fact) =>
        fact.kind === 'entry' && fact.account === account && fact.seq >= seq ? { ...fact, seq: fact.seq + 1 } : fact,
      ),
  ),
  'a seq that two entries have': planting(
    'gapless',
    (history) => fitting(history, 'entry', payment),
    (history, entry) => [...history, { ...entry, transferId: 'another' }],
  ),
  'minted money': planting(
    'gapless',
    (history) => fitting(history, 'entry'),
    (history, entry) => replaced(history, entry, { balanceAfter: entry.balanceAfter + 1 }),
  ),
  'a balance that never was': planting(
    'true-balance',
    (history) => fitting(history, 'balance'),
    (history, read) => replaced(history, read, { balance: read.balance + 1 }),
  ),
  'a balance of the future': planting(
    'true-balance',
    (history) => fitting(history, 'balance'),
    (history, read) => replaced(history, read, { seq: read.seq + 1000 }),
  ),
  'a line that never was': planting(
    'true-statement',
    (history) => fitting(history, 'statement', ({ entries }) => entries.length > 0),
    (history, read) =>
      replaced(history, read, {
        entries: read.entries.map((line, i) => (i === 0 ? { ...line, amount: line.amount + 1 } : line)),
      }),
  ),
  'a line that is left out': planting(
    'true-statement',
    (history) => fitting(history, 'statement', ({ entries }) => entries.length > 1),
    (history, read) => replaced(history, read, { entries: read.entries.slice(1) }),
  ),
  'a read that misses what was acknowledged before': planting(
    'fresh-reads',
    acknowledged,
    (history, { from, outcome }) => {
      const before = fitting(
        history,
        'entry',
        ({ account, seq }) => account === from && outcome.is === 'posted' && seq === outcome.seq - 1,
      );
      return [
        ...history,
        ...before.map(({ seq, balanceAfter: balance }): Fact => ({
          kind: 'balance',
          client: 'late',
          pod: 'pod',
          account: from,
          seq,
          balance,
          start: LATER,
          end: LATER,
        })),
      ];
    },
  ),
  'a statement that misses what was acknowledged before': planting('fresh-reads', acknowledged, (history, { to }) => [
    ...history,
    {
      kind: 'statement',
      client: 'late',
      pod: 'pod',
      account: to,
      after: 1,
      entries: [],
      complete: true,
      start: LATER,
      end: LATER,
    },
  ]),
  'a read that goes back behind another': planting(
    'fresh-reads',
    (history) => fitting(history, 'balance', ({ seq }) => seq > 1),
    (history, read) => [...history, { ...read, seq: 1, balance: 100, start: LATER, end: LATER }],
  ),
  'a read that knows a transfer before it was asked for': planting(
    'fresh-reads',
    acknowledged,
    (history, { from, start, outcome }) => {
      const first = Math.min(
        ...fitting(history, 'transfer', ({ key }) =>
          entriesOf(history, key).some(
            ({ transferId }) => outcome.is === 'posted' && transferId === outcome.transferId,
          ),
        ).map((each) => each.start),
        start,
      );
      const at = { start: first - 2, end: first - 1 };
      return outcome.is === 'posted'
        ? [
            ...history,
            {
              kind: 'balance',
              client: 'early',
              pod: 'pod',
              account: from,
              seq: outcome.seq,
              balance: outcome.balanceAfter,
              ...at,
            },
          ]
        : history;
    },
  ),
  'an entry that nobody was notified of': planting('notified-once', (history) => fitting(history, 'notice'), without),
  'two notifications of an entry': planting(
    'notified-once',
    (history) => fitting(history, 'notice'),
    (history, notice) => [...history, { ...notice }],
  ),
  'a notification that lies': planting(
    'notified-once',
    (history) => fitting(history, 'notice'),
    (history, notice) => replaced(history, notice, { amount: notice.amount + 1 }),
  ),
  'a notification of nothing': planting(
    'notified-once',
    (history) => fitting(history, 'notice'),
    (history, notice) => [...history, { ...notice, seq: 1000 }],
  ),
  'an entry that is shown twice': planting(
    'shown-once',
    (history) => fitting(history, 'shown'),
    (history, shown) => [...history, { ...shown }],
  ),
  'an entry that is not shown': planting('shown-all', (history) => fitting(history, 'shown'), without),
  'an entry that is shown wrongly': planting(
    'shown-truly',
    (history) => fitting(history, 'shown'),
    (history, shown) => replaced(history, shown, { balanceAfter: shown.balanceAfter + 1 }),
  ),
  'a session that serves after its end': planting(
    'ended-is-ended',
    (history) => fitting(history, 'session', ({ did }) => did === 'ended'),
    (history, ended) => [...history, { ...ended, did: 'used', start: LATER, end: LATER }],
  ),
  'a session that comes back': planting(
    'ended-is-ended',
    (history) => fitting(history, 'session', ({ did }) => did === 'refused'),
    (history, refused) => [...history, { ...refused, did: 'used', start: LATER, end: LATER }],
  ),
  'a session that ends by itself': planting(
    'ended-for-a-reason',
    (history) => fitting(history, 'session', ({ did }) => did === 'opened'),
    (history, opened) => [
      ...history.filter((fact) => fact.kind !== 'session' || fact.session !== opened.session || fact === opened),
      { ...opened, did: 'refused', start: LATER, end: LATER },
    ],
  ),
  'a ledger whose proof fails': planting(
    'proof-holds',
    (history) => fitting(history, 'proof'),
    (history, proof) => replaced(history, proof, { holds: false }),
  ),
  'an answer out of contract': planting(
    'answers-in-contract',
    (history) => fitting(history, 'proof'),
    (history) => [
      ...history,
      { kind: 'surprise', client: 'client', pod: 'pod', call: 'GET /api/me', answer: '500', start: 1, end: 2 },
    ],
  ),
  'a pod that ends by itself': planting(
    'ends-for-a-reason',
    (history) => fitting(history, 'fault'),
    (history) => [...history, { kind: 'death', pod: 'pod', log: '', start: 1, end: 2 }],
  ),
  'a bank that does not recover': planting(
    'recovers',
    (history) => fitting(history, 'fault'),
    (history, { recoveredAfterMs: _, ...fault }) => [...history, fault],
  ),
};

/** A history without faults, and one of the places where the violation can be planted. */
function planted({ at, plant }: Planting) {
  return fc.tuple(steps, fc.nat()).map(([plan, choice]) => {
    const history = historyOf(plan);
    const places = at(history);
    const place = places[choice % places.length];
    return place && plant(history, place as never);
  });
}

describe('the checker', () => {
  it('finds nothing in a history that breaks no rule', () => {
    fc.assert(
      fc.property(steps, (plan) => {
        expect(check(historyOf(plan))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  describe.each(Object.entries(plantings))('with %s', (_, it_) => {
    it('finds it, and shows it in an excerpt that breaks the rule by itself', () => {
      let found = 0;
      fc.assert(
        fc.property(planted(it_), (history) => {
          fc.pre(history !== undefined);
          const violations = check(history).filter(({ rule }) => rule === it_.rule);
          expect(violations).not.toEqual([]);
          for (const { excerpt } of violations) {
            expect(excerpt.length).toBeLessThanOrEqual(6);
            expect(check(excerpt).map(({ rule }) => rule)).toContain(it_.rule);
          }
          found += 1;
        }),
      );
      expect(found).toBe(100);
    });
  });

  it('takes sessions for lost when what kept them was', () => {
    fc.assert(
      fc.property(steps, (plan) => {
        const history: Fact[] = historyOf(plan);
        const [opened] = fitting(history, 'session', ({ did }) => did === 'opened');
        fc.pre(opened !== undefined);
        history.push(
          {
            kind: 'fault',
            fault: 'redis-flush',
            target: 'redis',
            losesSessions: true,
            recoveredAfterMs: 1,
            start: opened.start,
            end: LATER,
          },
          { ...opened, did: 'refused', start: LATER, end: LATER },
        );
        expect(check(history)).toEqual([]);
      }),
    );
  });
});
