/** What the lab and the page say to each other about duels. Money in cents. */

export type DuelName =
  | 'lost-update'
  | 'double-spend'
  | 'deadlock'
  | 'write-skew'
  | 'serializable-abort'
  | 'optimistic-conflict'
  | 'key-before-lock'
  | 'limit-phantom';

export type SideName = 'left' | 'right';

/** The mistake, or what to do instead. */
export type Form = 'mistake' | 'remedy';

export type Row = Record<string, string | number | null>;

/** One statement and what became of it. */
export interface Step {
  sql: string;
  /** Null while it is not answered. */
  answer: Answer | null;
  /** Whether it had to wait for the other session. */
  waited: boolean;
}

export type Answer =
  | { kind: 'rows'; command: string; rows: Row[]; count: number }
  | { kind: 'error'; code: string; message: string; detail: string | null };

/** How the program of a side ends. */
export type Outcome = 'paid' | 'refused' | 'replayed' | 'ended-by-database';

export interface SideState {
  /** `waiting`: for the other session, says pg_blocking_pids. */
  status: 'ready' | 'waiting' | 'done';
  steps: Step[];
  /** The statement of the next step; null when done, or not known while waiting. */
  next: string | null;
  outcome: Outcome | null;
}

export type Finding =
  'exact' | 'money-missing' | 'money-made' | 'overdrawn' | 'paid-twice' | 'limit-exceeded' | 'ended-by-database';

export interface Verdict {
  finding: Finding;
  /** Cents, where the finding is about money; else null. */
  amount: number | null;
}

export interface DuelState {
  id: string;
  case: DuelName;
  form: Form;
  left: SideState;
  right: SideState;
  /** What a third session sees now: only what is committed. */
  seen: Row[];
  /** Once both are done. */
  verdict: Verdict | null;
}

/** What is known of a case before it is played. */
export interface DuelInfo {
  name: DuelName;
  /** Steps in an order that shows the mistake: A is left, B is right. */
  script: string;
  /** Where the bank does it right: a file of the project, and a line of it as it stands there. */
  bank: { file: string; line: string };
}
