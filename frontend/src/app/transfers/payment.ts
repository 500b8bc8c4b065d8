import type { Party } from '../api/models/party';
import type { Transfer } from '../api/models/transfer';
import { randomKey } from '../core/random-key';

/** What the form holds. */
export interface Draft {
  to: string;
  /** Minor units. */
  amount: number | null;
  memo: string;
  /** Number of the own account that pays; null for the one that is shown. */
  from: string | null;
}

/**
 * A payment from the opened form to its outcome. Its key is made with it and goes with every attempt, so that the bank
 * makes it at most once.
 * - `edit`, `review`: nothing was sent, or the bank refused it
 * - `sent`: confirmed; from here on only the bank knows whether it was made, until it says so
 * - `done`: made
 * - `reused`: a payment with other details was made under this key
 */
export interface Payment {
  key: string;
  stage: 'edit' | 'review' | 'sent' | 'done' | 'reused';
  draft: Draft;
  /** The draft's recipient as the bank knows it. */
  recipient: Party | null;
  transfer: Transfer | null;
}

export function newPayment(to = ''): Payment {
  const draft = { to, amount: null, memo: '', from: null };
  return { key: randomKey(), stage: 'edit', draft, recipient: null, transfer: null };
}
