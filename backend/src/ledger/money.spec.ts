import fc from 'fast-check';
import { add, fits, MoneyOverflowError, negate, subtract, toMinor } from './money';

const amounts = fc.maxSafeInteger();

describe('money', () => {
  it('adds and subtracts exactly or not at all', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        const exact = BigInt(a) + BigInt(b);
        const safe = exact <= BigInt(Number.MAX_SAFE_INTEGER) && exact >= BigInt(Number.MIN_SAFE_INTEGER);
        expect(fits(toMinor(a), toMinor(b))).toBe(safe);
        if (safe) {
          expect(BigInt(add(toMinor(a), toMinor(b)))).toBe(exact);
          expect(subtract(toMinor(Number(exact)), toMinor(b))).toBe(a + 0);
        } else {
          expect(() => add(toMinor(a), toMinor(b))).toThrow(MoneyOverflowError);
        }
      }),
    );
  });

  it.each([0.5, NaN, Infinity, 2 ** 53, -(2 ** 53)])('refuses %p as money', (value) => {
    expect(() => toMinor(value)).toThrow(MoneyOverflowError);
  });

  it('has no negative zero', () => {
    expect(Object.is(negate(toMinor(0)), 0)).toBe(true);
  });
});
