import { randomInt } from 'node:crypto';
import type { PostedTransfer } from '../ledger/posting.types';
import type { Account } from './account.entity';

/** The form of an account number; the last digit is a check digit, and a number with a wrong one is nobody's. */
export const ACCOUNT_NUMBER = /^[0-9]{10}$/;

/** The form of an alias, which is its holder's username; never that of an account number, since it starts with a letter. */
export const ALIAS = /^[a-z][a-z0-9._-]{2,31}$/;

/** An account with its holder: facts that never change once it is open, so a pod may remember them. */
export type OwnedAccount = Readonly<Account>;

/** A welcome grant just posted, and the accounts it moved. */
export interface PostedGrant {
  transfer: PostedTransfer;
  from: OwnedAccount;
  to: OwnedAccount;
}

const DIGITS = 10;

/** The check digit for a payload of decimal digits. Source: H. P. Luhn, US patent 2,950,048 (ISO/IEC 7812-1, annex B). */
export function luhnCheckDigit(payload: string): number {
  let sum = 0;
  for (let i = 0; i < payload.length; i++) {
    const digit = Number(payload[payload.length - 1 - i]);
    const weighted = i % 2 === 0 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return (10 - (sum % 10)) % 10;
}

/** Whether a value is ten digits whose last one is their Luhn check digit. */
export function isAccountNumber(value: unknown): value is string {
  if (typeof value !== 'string' || !ACCOUNT_NUMBER.test(value)) return false;
  return luhnCheckDigit(value.slice(0, -1)) === Number(value.at(-1));
}

/** A random account number; the first digit is never 0. */
export function randomAccountNumber(): string {
  const payload = String(randomInt(10 ** (DIGITS - 2), 10 ** (DIGITS - 1)));
  return payload + String(luhnCheckDigit(payload));
}
