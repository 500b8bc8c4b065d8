import common from './common-passwords.json';
import { normalisePassword, passwordProblem } from './password-rules';

const LENGTH = 'must have 10-128 characters';

describe('passwordProblem', () => {
  it.each([
    ['ten characters', 'kestrel-42'],
    ['128 characters', 'kestrel!'.repeat(16)],
    ['blanks and any script', 'пароль из слов'],
    ['ten emoji', '🦉🦊🐻🐝🦋🐙🦔🐳🦦🦉'],
    ['a name with enough beside it', 'alice-likes-ledgers'],
    ['a common word with enough beside it', 'summer of 42 kestrels'],
    ['what a generator makes', 'pw-Zt8vQ1mWc0Lr5xKd'],
  ])('accepts %s', (_, password) => {
    expect(passwordProblem(password, ['alice'])).toBeNull();
  });

  it.each([
    ['nine characters', 'kestrel-4', LENGTH],
    ['129 characters', 'k'.repeat(129), LENGTH],
    ['five letters written as ten code points', 'e\u0301'.repeat(5), LENGTH],
    ['a lone surrogate', 'kestrel-42\ud800', 'must be text'],
    ['what is no text', 1234567890, 'must be text'],
    ['a missing one', undefined, 'must be text'],
  ])('refuses %s', (_, password, problem) => {
    expect(passwordProblem(password, ['alice'])).toBe(problem);
  });

  it('refuses the username in any case and width', () => {
    expect(passwordProblem('Alice.Archer', ['alice.archer'])).toBe('must not be the username');
    expect(passwordProblem('ａｌｉｃｅ.archer', ['alice.archer'])).toBe('must not be the username');
    expect(passwordProblem('junoh.marlowe', [])).toBeNull();
  });

  it('refuses the most common ones in any case', () => {
    expect(passwordProblem('Password123', ['alice'])).toMatch(/most common/);
    expect(passwordProblem('1Q2W3E4R5T', ['alice'])).toMatch(/most common/);
  });

  it.each([
    ['one character', 'aaaaaaaaaaa', /4 different/],
    ['blanks', ' '.repeat(10), /4 different/],
    ['blanks of several kinds', '\u00a0\u2003\u3000 \u00a0\u2003\u3000 \u00a0\u2003', /4 different/],
    ['three characters', 'abcabcabcabc', /4 different/],
    ['a few characters again and again', 'ab1!xab1!xab1!', /again/],
    ['a row of letters', 'defghijklmno', /row/],
    ['a row backwards', 'zyxwvutsrqpo', /row/],
    ['a common word and a year', 'Summer2026!', /common word/],
    ['a common word in disguise', 'P4$$w0rd-26', /common word/],
    ['a common word in the middle', '!!dragon!!77', /common word/],
    ['the bank', 'banking-demo', /bank's/],
    ['the bank and a year', 'Banking Demo 26', /bank's/],
    ['the bank in disguise', 'b4nk1ng-d3m0!!', /bank's/],
    ['the bank in another width', 'ｂａｎｋｉｎｇ-1234', /bank's/],
    ['the username and a year', 'j.kestrel2026', /your own name/],
    ['the username twice', 'j.kestrelj.kestrel', /your own name/],
    ['the username backwards', 'lertsek.j-2026', /your own name/],
    ['a part of the display name', 'Marlowe!2026', /your own name/],
    ['the display name without blanks', 'JunoMarlowe99', /your own name/],
    ['its letters of another script', 'mаrlоwе-2026', /your own name/],
  ])('refuses %s', (_, password, problem) => {
    expect(passwordProblem(password, ['j.kestrel', 'Juno Marlowe'])).toMatch(problem);
  });
});

describe('the list of common passwords', () => {
  it('is long, and folded as it is compared', () => {
    expect(new Set(common.passwords).size).toBeGreaterThan(3000);
    for (const password of common.passwords) expect(normalisePassword(password).toLowerCase()).toBe(password);
  });
});
