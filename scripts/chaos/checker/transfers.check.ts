import { all, type Entry, grouped, type History, type TransferAttempt } from './history';
import type { Check, Violation } from './violation';

type Posted = TransferAttempt & { outcome: { is: 'posted' } };

function isPosted(attempt: TransferAttempt): attempt is Posted {
  return attempt.outcome.is === 'posted';
}

/** Every acknowledged payment is in the books once, every refused one never, every unknown one at most once. */
export const checkTransfers: Check = (history) => {
  const attempts = grouped(all(history, 'transfer'), ({ key }) => key);
  const entries = grouped(
    all(history, 'entry').filter(({ memo }) => memo !== null),
    ({ memo }) => memo ?? '',
  );
  const violations: Violation[] = [];
  for (const [key, tries] of attempts) violations.push(...checkPayment(key, tries, entries.get(key) ?? []));
  for (const [key, found] of entries) {
    const [entry] = found;
    if (!attempts.has(key) && entry)
      violations.push({ rule: 'asked-for', says: `Nobody asked for the payment ${key}.`, excerpt: [entry] });
  }
  return violations;
};

function checkPayment(key: string, tries: TransferAttempt[], entries: Entry[]): Violation[] {
  const posted = tries.filter(isPosted);
  const [first] = posted;
  const transfers = [...grouped(entries, ({ transferId }) => transferId).values()];
  if (first)
    return [...checkAnswers(key, posted), ...checkRepetition(key, tries), ...checkBooks(key, first, transfers)];
  const [one, another] = transfers;
  const unknown = tries.filter(({ outcome }) => outcome.is === 'unknown');
  if (unknown.length === 0)
    return one
      ? [
          {
            rule: 'refused-never',
            says: `The payment ${key} was refused and moved money.`,
            excerpt: [...tries.slice(0, 1), ...one.slice(0, 1)],
          },
        ]
      : [];
  return one && another
    ? [
        {
          rule: 'unknown-at-most-once',
          says: `The payment ${key}, whose outcome is unknown, moved money more than once.`,
          excerpt: [...unknown.slice(0, 1), ...one.slice(0, 1), ...another.slice(0, 1)],
        },
      ]
    : [];
}

/** All acknowledgements of a payment are the same answer; one that follows another says that it is a repetition. */
function checkAnswers(key: string, posted: Posted[]): Violation[] {
  const [first, ...others] = [...posted].sort((left, right) => left.end - right.end);
  if (!first) return [];
  const says = (what: string): string => `The payment ${key} ${what}.`;
  const violations: Violation[] = [];
  const different = others.find(({ outcome }) => outcome.body !== first.outcome.body);
  if (different)
    violations.push({ rule: 'one-answer-per-key', says: says('got two answers'), excerpt: [first, different] });
  const anew = others.find(({ start, outcome }) => start > first.end && !outcome.replayed);
  if (anew) violations.push({ rule: 'one-answer-per-key', says: says('was made anew'), excerpt: [first, anew] });
  return violations;
}

/** Whatever is answered as a repetition repeats an attempt that did move money: not one that was told it had not. */
function checkRepetition(key: string, tries: TransferAttempt[]): Violation[] {
  const repeated = tries.find(({ outcome }) => outcome.is === 'posted' && outcome.replayed);
  const before = repeated ? tries.filter((other) => other !== repeated && other.start < repeated.end) : [];
  if (!repeated || before.some(({ outcome }) => outcome.is !== 'refused')) return [];
  const says = `The payment ${key} was repeated, though whatever came before was refused.`;
  return [{ rule: 'refused-never', says, excerpt: [...before.slice(0, 1), repeated] }];
}

function checkBooks(key: string, first: Posted, transfers: Entry[][]): Violation[] {
  const { outcome, from, to, amount } = first;
  const own = transfers.find(([entry]) => entry?.transferId === outcome.transferId) ?? [];
  const other = transfers.find(([entry]) => entry?.transferId !== outcome.transferId)?.[0];
  if (other)
    return [
      { rule: 'acknowledged-once', says: `The payment ${key} moved money more than once.`, excerpt: [first, other] },
    ];
  const outgoing = own.filter((entry) => entry.account === from && entry.amount === -amount);
  const incoming = own.filter((entry) => entry.account === to && entry.amount === amount);
  const [out] = outgoing;
  if (!out || outgoing.length + incoming.length !== 2 || own.length !== 2)
    return [
      {
        rule: 'acknowledged-once',
        says: `The payment ${key} was acknowledged and is not in the books as two entries.`,
        excerpt: [first, ...own],
      },
    ];
  if (out.seq !== outcome.seq || out.balanceAfter !== outcome.balanceAfter)
    return [
      {
        rule: 'acknowledged-once',
        says: `The payment ${key} is in the books with another seq or balance than its answer told.`,
        excerpt: [first, ...own],
      },
    ];
  return [];
}

/** What one account lost, another one has. A grant comes from a treasury, whose statement nobody can read. */
export const checkBothSides: Check = (history: History) =>
  [
    ...grouped(
      all(history, 'entry').filter(({ memo }) => memo !== null),
      ({ transferId }) => transferId,
    ).values(),
  ]
    .filter((sides) => sides.length !== 2 || sides.reduce((sum, { amount }) => sum + amount, 0) !== 0)
    .map((excerpt) => ({
      rule: 'two-sides',
      says: `The transfer ${excerpt[0]?.transferId ?? ''} has not two entries that balance.`,
      excerpt,
    }));
