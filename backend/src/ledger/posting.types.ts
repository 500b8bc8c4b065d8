import type { ProblemCode } from '../platform/errors/problem-codes';
import type { Minor } from './money';

/** What each of some transfers is told that are made together or not at all, where one of the others is refused. */
export const NOT_POSTED = 'Another payment of this request was refused, and all of them were to be made or none.';

export type AccountId = number;

/** One account's state in the ledger. */
export interface LedgerBalance {
  id: AccountId;
  currency: string;
  kind: 'customer' | 'treasury';
  balance: Minor;
  /** Seq of its last entry; 0 without any. */
  seq: number;
}

/** Who asked for a payment, by which key, and a hash of what was asked: the same key may only repeat the same request. */
export interface Idempotency {
  initiatedBy: string;
  key: string;
  /** sha256 over resolved from, to, amount and memo; hex. */
  requestHash: string;
}

/** A request to move money between two accounts, not yet decided. */
export interface Posting {
  transferId: string;
  kind: 'payment' | 'grant';
  fromId: AccountId;
  toId: AccountId;
  /** Above zero. */
  amount: Minor;
  currency: string;
  memo: string | null;
  /** Null on grants: they are the bank's own and never repeated. */
  idempotency: Idempotency | null;
  createdAt: Date;
  /** Shared by postings that follow each other and are posted all or none; absent where one stands alone. */
  allOrNone?: string | undefined;
}

/** A posting with the entries it made. */
export interface PostedTransfer extends Posting {
  fromSeq: number;
  fromBalanceAfter: Minor;
  toSeq: number;
  toBalanceAfter: Minor;
}

export type PostingOutcome =
  | { status: 'posted'; transfer: PostedTransfer }
  | { status: 'replayed'; transfer: PostedTransfer }
  | { status: 'refused'; code: ProblemCode; detail: string };

/** What was decided for a batch: an outcome per posting in its order, and the balances that moved. */
export interface Decision {
  outcomes: PostingOutcome[];
  moved: LedgerBalance[];
}
