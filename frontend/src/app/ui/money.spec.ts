import { describe, expect, it } from 'vitest';
import { formatMoney, fractionDigits, moneyParts } from './money';

describe('money', () => {
  it('is exact where a double is not', () => {
    expect(formatMoney(Number.MAX_SAFE_INTEGER, 'EUR').replace(/[^0-9]/g, '')).toBe(String(Number.MAX_SAFE_INTEGER));
  });

  it('shows a plus only when asked, and never for nothing', () => {
    expect(formatMoney(250, 'EUR')).not.toContain('+');
    expect(formatMoney(250, 'EUR', 'always')).toContain('+');
    expect(formatMoney(0, 'EUR', 'always')).not.toContain('+');
  });

  it('has as many digits as the currency', () => {
    expect(fractionDigits('JPY')).toBe(0);
    expect(formatMoney(5, 'JPY')).toContain('5');
    expect(formatMoney(5, 'EUR')).toContain('0.05');
  });

  it('tells the fraction apart', () => {
    const fraction = moneyParts(123_456, 'EUR').filter((part) => part.fraction);
    expect(fraction.map(({ text }) => text).join('')).toBe('.56');
  });
});
