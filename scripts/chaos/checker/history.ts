/** From call to answer, in milliseconds since the run began, by a clock that only goes forward. */
export interface Interval {
  start: number;
  end: number;
}

/** One attempt at a transfer. Attempts with the same key are the same payment; its memo is its key. */
export interface TransferAttempt extends Interval {
  kind: 'transfer';
  client: string;
  pod: string;
  key: string;
  /** Account numbers. */
  from: string;
  to: string;
  /** Minor units. */
  amount: number;
  outcome: TransferOutcome;
}

export type TransferOutcome =
  | {
      is: 'posted';
      transferId: string;
      /** Of the payer's account. */
      seq: number;
      balanceAfter: number;
      replayed: boolean;
      /** The answer as it came. */
      body: string;
    }
  /** The bank said that this attempt moved nothing. */
  | { is: 'refused'; code: string }
  /** No answer, or one that says that it is not known. */
  | { is: 'unknown'; why: string };

/** What an account held, as read by a call or told by a socket. */
export interface BalanceRead extends Interval {
  kind: 'balance';
  client: string;
  pod: string;
  account: string;
  seq: number;
  balance: number;
}

/** The entries of an account after a seq. */
export interface StatementRead extends Interval {
  kind: 'statement';
  client: string;
  pod: string;
  account: string;
  after: number;
  entries: Line[];
  /** Whether it reached the account's last entry. */
  complete: boolean;
}

export interface Line {
  seq: number;
  transferId: string;
  amount: number;
  balanceAfter: number;
}

/** A user who was registered, or may have been. */
export interface Registration extends Interval {
  kind: 'registered';
  client: string;
  pod: string;
  account: string;
}

/** What happened to a session: opened, used, ended by its user (perhaps, when no answer came), refused as ended. */
export interface SessionFact extends Interval {
  kind: 'session';
  client: string;
  pod: string;
  session: string;
  did: 'opened' | 'used' | 'ended' | 'perhaps ended' | 'refused';
}

/** A page that listened to one account from a seq on. */
export interface Page extends Interval {
  kind: 'page';
  client: string;
  page: string;
  account: string;
  /** All after this one were to be shown. */
  after: number;
  /** Whether it was there to the end of the run. */
  stayed: boolean;
}

/** A page showed an entry. */
export interface Shown extends Interval, Line {
  kind: 'shown';
  client: string;
  page: string;
  account: string;
}

/** An answer that the contract does not allow. */
export interface Surprise extends Interval {
  kind: 'surprise';
  client: string;
  pod: string;
  call: string;
  answer: string;
}

/** A pod ended, and nobody had ended it. */
export interface Death extends Interval {
  kind: 'death';
  pod: string;
  /** The end of its log. */
  log: string;
}

/** What was done to the bank. */
export interface FaultFact extends Interval {
  kind: 'fault';
  fault: string;
  target: string;
  /** Whether sessions may be lost by it. */
  losesSessions: boolean;
  /** How long after its end the bank was well again, in milliseconds; absent when it never was. */
  recoveredAfterMs?: number;
}

/** An entry of a statement, read when all was over. */
export interface Entry extends Interval, Line {
  kind: 'entry';
  account: string;
  /** Key of a payment; null for a grant. */
  memo: string | null;
}

/** A notification of an entry in its owner's inbox, read when all was over. */
export interface Notice extends Interval, Line {
  kind: 'notice';
  account: string;
}

/** What the bank's own proof of its ledger said when all was over. */
export interface Proof extends Interval {
  kind: 'proof';
  pod: string;
  holds: boolean;
  body: string;
}

export type Fact =
  | TransferAttempt
  | BalanceRead
  | StatementRead
  | Registration
  | SessionFact
  | Page
  | Shown
  | Surprise
  | Death
  | FaultFact
  | Entry
  | Notice
  | Proof;

export type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

/** What clients and nemesis noted, in no particular order. */
export type History = readonly Fact[];

export function all<K extends Fact['kind']>(history: History, kind: K): FactOf<K>[] {
  return history.filter((fact): fact is FactOf<K> => fact.kind === kind);
}

export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
