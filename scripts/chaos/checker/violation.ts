import type { Fact, History } from './history';

/** What must hold of every history. */
export const rules = {
  'acknowledged-once': 'every acknowledged payment is in the books once, as its answer told',
  'refused-never': 'no refused payment moved money',
  'unknown-at-most-once': 'no payment of unknown outcome moved money twice',
  'one-answer-per-key': 'a repeated payment got the first answer',
  'asked-for': 'no money moved that nobody asked for',
  'two-sides': 'what one account lost, another has',
  gapless: 'every account counts its entries without a gap and carries its balance on',
  'true-balance': 'every balance that was told is one that the account had',
  'true-statement': 'every statement that was read is part of the books',
  'fresh-reads': 'nobody read less than what had been acknowledged or read before',
  'notified-once': 'every entry has one notification in its inbox',
  'shown-once': 'no page showed anything twice',
  'shown-all': 'every page showed everything in the end',
  'shown-truly': 'every page showed what is in the books',
  'ended-is-ended': 'no session served after it had ended',
  'ended-for-a-reason': 'no session ended by itself',
  'proof-holds': 'the proof of the ledger holds',
  'answers-in-contract': 'no answer was out of contract',
  'ends-for-a-reason': 'no pod ended by itself',
  recovers: 'the pods were well within ten seconds of the end of each fault',
} as const;

export type Rule = keyof typeof rules;

export interface Violation {
  rule: Rule;
  /** What is wrong, in one sentence. */
  says: string;
  /** The facts that contradict each other: by themselves they break the rule. */
  excerpt: Fact[];
}

export type Check = (history: History) => Violation[];
