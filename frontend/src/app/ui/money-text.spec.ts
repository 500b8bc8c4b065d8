import { describe, expect, it } from 'vitest';
import { completeMoney, moneyStyle, pastedMoney, readMoney, tidyMoney, writeMoney } from './money-text';

const english = moneyStyle('en-IE', 2);
const german = moneyStyle('de-DE', 2);
const yen = moneyStyle('en-IE', 0);

/** Types one key after the other at the end, as the field does. */
function type(keys: string, style = english): string {
  let text = '';
  for (const key of keys) {
    const typed = text + key;
    ({ text } = tidyMoney({ text: typed, caret: typed.length }, style, key === '.' || key === ','));
  }
  return text;
}

describe('typing an amount', () => {
  it('groups the digits as they come', () => {
    expect(type('1234567')).toBe('1,234,567');
    expect(type('1234567', german)).toBe('1.234.567');
  });

  it('takes point and comma as the decimal separator, whatever the language', () => {
    expect(type('12.5')).toBe('12.5');
    expect(type('12,5')).toBe('12.5');
    expect(type('1234.5', german)).toBe('1.234,5');
  });

  it('allows no more digits after the separator than the currency has', () => {
    expect(type('1.239')).toBe('1.23');
    expect(type('1.5', yen)).toBe('15');
  });

  it('ignores a second separator', () => {
    expect(type('1.2.3')).toBe('1.23');
  });

  it('drops letters, signs and leading zeros', () => {
    expect(type('-0a07')).toBe('7');
    expect(type('0.07')).toBe('0.07');
  });

  it('starts with zero when the separator comes first', () => {
    expect(type('.5')).toBe('0.5');
  });

  it('keeps the caret behind the digit that was typed', () => {
    expect(tidyMoney({ text: '12345', caret: 2 }, english, false)).toEqual({ text: '12,345', caret: 2 });
    expect(tidyMoney({ text: '91,234', caret: 1 }, english, false)).toEqual({ text: '91,234', caret: 1 });
    expect(tidyMoney({ text: '1,2934', caret: 4 }, english, false)).toEqual({ text: '12,934', caret: 4 });
  });

  it('never grows beyond what can be counted exactly', () => {
    expect(readMoney(type('9'.repeat(30)), english)).toBeLessThan(Number.MAX_SAFE_INTEGER);
  });
});

describe('pasting an amount', () => {
  it.each([
    ['1,234.50', '1,234.50'],
    ['1.234,50', '1,234.50'],
    ['€ 1 234,5', '1,234.5'],
    ['1,234', '1,234'],
    ['1.23', '1.23'],
    ['12,5', '12.5'],
    ['1,234,567', '1,234,567'],
    ['abc', ''],
  ])('reads %s as %s', (pasted, shown) => {
    expect(pastedMoney(pasted, english)).toBe(shown);
  });

  it('reads a lone group by the language of the reader', () => {
    expect(pastedMoney('1.234', german)).toBe('1.234');
    expect(pastedMoney('1.234', english)).toBe('1.23');
  });
});

describe('the value of the field', () => {
  it('is in minor units', () => {
    expect(readMoney('1,234.5', english)).toBe(123_450);
    expect(readMoney('12', english)).toBe(1200);
    expect(readMoney('12', yen)).toBe(12);
  });

  it('is nothing when nothing was typed', () => {
    expect(readMoney('', english)).toBeNull();
  });

  it('is written out in full when the field is left', () => {
    expect(completeMoney('12.5', english)).toBe('12.50');
    expect(completeMoney('', english)).toBe('');
  });

  it('comes back as it was', () => {
    for (const minor of [0, 1, 99, 100, 123_456, 9_007_199_254_740])
      expect(readMoney(writeMoney(minor, german), german)).toBe(minor);
  });
});
