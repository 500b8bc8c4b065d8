import { idempotencyKeyOf } from './idempotency-key';

describe('idempotencyKeyOf', () => {
  it.each(['a', 'order-4711', '~!@#$%^&*()', 'k'.repeat(64)])('keeps %s', (key) => {
    expect(idempotencyKeyOf(key)).toBe(key);
  });

  it('makes a different key each time when there is none', () => {
    const keys = [idempotencyKeyOf(undefined), idempotencyKeyOf(undefined)];
    expect(new Set(keys).size).toBe(2);
    expect(keys.every((key) => /^[\x21-\x7e]{1,64}$/.test(key ?? ''))).toBe(true);
  });

  it.each([
    ['an empty one', ''],
    ['one of 65 characters', 'k'.repeat(65)],
    ['a blank', 'a b'],
    ['two headers, as Node joins them', 'a, b'],
    ['a character beyond ASCII', 'schlüssel'],
    ['a control character', 'a\u0007'],
    ['a list', ['a', 'b']],
  ])('refuses %s', (_, header) => {
    expect(idempotencyKeyOf(header)).toBeNull();
  });
});
