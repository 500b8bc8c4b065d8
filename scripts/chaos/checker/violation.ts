import type { Fact, History } from './history';

/** What must hold of every history. */
export type Rule =
  | 'acknowledged-once'
  | 'refused-never'
  | 'unknown-at-most-once'
  | 'one-answer-per-key'
  | 'asked-for'
  | 'two-sides'
  | 'gapless'
  | 'true-balance'
  | 'true-statement'
  | 'fresh-reads'
  | 'notified-once'
  | 'shown-once'
  | 'shown-all'
  | 'shown-truly'
  | 'ended-is-ended'
  | 'ended-for-a-reason'
  | 'proof-holds'
  | 'answers-in-contract'
  | 'recovers';

export interface Violation {
  rule: Rule;
  /** What is wrong, in one sentence. */
  says: string;
  /** The facts that contradict each other: by themselves they break the rule. */
  excerpt: Fact[];
}

export type Check = (history: History) => Violation[];
