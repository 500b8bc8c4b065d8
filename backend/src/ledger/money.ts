declare const minor: unique symbol;

/** An amount in minor units (cents): a whole number within ±(2^53 - 1). */
export type Minor = number & { readonly [minor]: true };

/** Thrown where arithmetic would leave the safe range; the caller decides what to tell. */
export class MoneyOverflowError extends RangeError {}

export function isMinor(value: unknown): value is Minor {
  return Number.isSafeInteger(value);
}

/** Takes a number as money. Throws MoneyOverflowError unless it is a whole number within ±(2^53 - 1). */
export function toMinor(value: number): Minor {
  if (!isMinor(value))
    throw new MoneyOverflowError(`${String(value)} is not a whole number of minor units within ±(2^53 - 1)`);
  return value;
}

/** Exact sum. Throws MoneyOverflowError beyond the safe range; the sum of two safe integers cannot round back into it. */
export function add(a: Minor, b: Minor): Minor {
  return toMinor(a + b);
}

/** Exact difference. Throws MoneyOverflowError beyond the safe range. */
export function subtract(a: Minor, b: Minor): Minor {
  return toMinor(a - b);
}

/** Whether `a + b` stays within the safe range. */
export function fits(a: Minor, b: Minor): boolean {
  return Number.isSafeInteger(a + b);
}

/** The same amount with the other sign; never -0. */
export function negate(a: Minor): Minor {
  return toMinor(0 - a);
}
