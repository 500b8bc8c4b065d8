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
  /** The same for commands that are carried out all or none. */
  allOrNone?: string | undefined;
}

/** One of several payments that are sent at once. */
export type BulkPayment = Omit<TransferCommand, 'initiatedBy' | 'idempotencyKey' | 'allOrNone'> & { key: string };

/** A wish to make several payments. */
export interface BulkCommand {
  initiatedBy: string;
  payments: readonly BulkPayment[];
  /** All or none of them; else each by itself. */
  atomic: boolean;
}

/** A posting with the customers it concerns. */
export interface PaymentOrder {
  posting: Posting;
  from: OwnedAccount;
  to: OwnedAccount;
}

/** What became of an order. */
export type OrderResult = PostingOutcome | { status: 'failed'; error: Error };

/** What one COMMIT made durable. */
export interface Commit {
  /** In the order in which they were decided. */
  transferIds: readonly string[];
  committedAt: Date;
  /** From the begin of posting to the confirmation of the commit. */
  durationMs: number;
}

/** Orders, one or several that are posted all or none, whose caller waits until the deadline for what becomes of them. */
export interface WaitingOrders {
  orders: readonly PaymentOrder[];
  /** How many there are. */
  size: number;
  /** By `performance.now()`. */
  deadlineMs: number;
  /** Takes a result for each, in their order. */
  answer: (results: readonly OrderResult[]) => void;
}
