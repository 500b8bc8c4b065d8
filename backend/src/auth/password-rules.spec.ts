import { COMMON_PASSWORDS } from './common-passwords';
import { normalisePassword, passwordProblem } from './password-rules';

const LENGTH = 'must have 10-128 characters';

describe('passwordProblem', () => {
  it.each([
    ['ten characters', 'kestrel-42'],
    ['128 characters', 'k'.repeat(127) + '!'],
    ['blanks and any script', 'пароль из слов'],
    ['ten emoji', '🦉'.repeat(10)],
  ])('accepts %s', (_, password) => {
    expect(passwordProblem(password, 'alice')).toBeNull();
  });

  it.each([
    ['nine characters', 'kestrel-4', LENGTH],
    ['129 characters', 'k'.repeat(129), LENGTH],
    ['five letters written as ten code points', 'e\u0301'.repeat(5), LENGTH],
    ['a lone surrogate', 'kestrel-42\ud800', 'must be text'],
    ['what is no text', 1234567890, 'must be text'],
    ['a missing one', undefined, 'must be text'],
  ])('refuses %s', (_, password, problem) => {
    expect(passwordProblem(password, 'alice')).toBe(problem);
  });

  it('refuses the username in any case and width', () => {
    expect(passwordProblem('Alice.Archer', 'alice.archer')).toBe('must not be the username');
    expect(passwordProblem('ａｌｉｃｅ.archer', 'alice.archer')).toBe('must not be the username');
    expect(passwordProblem('alice.archer', undefined)).toBeNull();
  });

  it('refuses the most common ones in any case', () => {
    expect(passwordProblem('Password123', 'alice')).toMatch(/most common/);
    expect(passwordProblem('password123x', 'alice')).toBeNull();
  });
});

describe('COMMON_PASSWORDS', () => {
  it('holds only what the length rule would let through, folded as it is compared', () => {
    expect(COMMON_PASSWORDS.size).toBeGreaterThan(200);
    for (const password of COMMON_PASSWORDS) {
      expect(password.length).toBeGreaterThanOrEqual(10);
      expect(normalisePassword(password).toLowerCase()).toBe(password);
    }
  });
});
