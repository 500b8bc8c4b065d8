import { isAccountNumber, luhnCheckDigit, randomAccountNumber } from './accounts.types';

describe('account numbers', () => {
  it.each([
    ['7992739871', 3],
    ['411111111111111', 1],
    ['0', 0],
  ])('computes the check digit of %s as %i', (payload, digit) => {
    expect(luhnCheckDigit(payload)).toBe(digit);
  });

  it('are ten digits with a valid check digit and no leading zero', () => {
    for (let i = 0; i < 1000; i++) {
      const number = randomAccountNumber();
      expect(number).toMatch(/^[1-9][0-9]{9}$/);
      expect(isAccountNumber(number)).toBe(true);
    }
  });

  it('notice any single wrong digit', () => {
    const number = randomAccountNumber();
    for (let i = 0; i < number.length; i++) {
      const wrong = number.slice(0, i) + String((Number(number[i]) + 1) % 10) + number.slice(i + 1);
      expect(isAccountNumber(wrong)).toBe(false);
    }
  });

  it.each(['', '123456789', '12345678901', 'abcdefghij', 4_000_000_021, null])('do not accept %p', (value) => {
    expect(isAccountNumber(value)).toBe(false);
  });
});
