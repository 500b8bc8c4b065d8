import type { OwnedAccount } from '../accounts/accounts.types';
import type { Posting, PostingOutcome } from '../ledger/posting.types';

/** A wish to send money, as the caller put it. */
export interface TransferCommand {
  /** The user who asks and pays. */
  initiatedBy: string;
  /** The recipient's alias or account number. */
  to: string;
  /** The payer's account number; the primary account when absent. */
  from?: string | null | undefined;
  /** Minor units, above zero. */
  amount: number;
  memo?: string | null | undefined;
  idempotencyKey: string;
}

/** A posting with the customers it concerns. */
export interface PaymentOrder {
  posting: Posting;
  from: OwnedAccount;
  to: OwnedAccount;
}

/** What became of an order. */
export type OrderResult = PostingOutcome | { status: 'failed'; error: Error };

/** An order whose caller waits, until the deadline, for what becomes of it. */
export interface WaitingOrder {
  order: PaymentOrder;
  /** By `performance.now()`. */
  deadlineMs: number;
  answer: (result: OrderResult) => void;
}
