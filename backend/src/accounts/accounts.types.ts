import type { PostedTransfer } from '../ledger/posting.types';

/** The form of an account number; the last digit is a check digit, and a number with a wrong one is nobody's. */
export const ACCOUNT_NUMBER = /^[0-9]{10}$/;

/** The form of an alias, which is its holder's username; never that of an account number, since it starts with a letter. */
export const ALIAS = /^[a-z][a-z0-9._-]{2,31}$/;

/** An account with its holder: facts that never change once it is open, so a pod may remember them. */
export interface OwnedAccount {
  /** Of the ledger account. */
  id: number;
  number: string;
  alias: string | null;
  /** Null on the bank's own treasuries. */
  holderId: string | null;
  holderName: string;
  name: string;
  currency: string;
  openedAt: Date;
}

/** A welcome grant just posted, and the accounts it moved. */
export interface PostedGrant {
  transfer: PostedTransfer;
  from: OwnedAccount;
  to: OwnedAccount;
}
