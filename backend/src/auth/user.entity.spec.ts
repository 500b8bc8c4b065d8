import { normaliseUsername, USERNAME } from './user.entity';

describe('normaliseUsername', () => {
  it.each([
    ['Alice', 'alice'],
    ['  alice ', 'alice'],
    ['ＡＬＩＣＥ', 'alice'],
    ['\u212Aim', 'kim'],
  ])('reads %j as %j', (given, normalised) => {
    expect(normaliseUsername(given)).toBe(normalised);
  });
});

describe('USERNAME', () => {
  it.each(['abc', 'a-b.c_d', 'a'.repeat(32)])('accepts %j', (username) => {
    expect(username).toMatch(USERNAME);
  });

  it.each(['ab', 'a'.repeat(33), '1abc', '-abc', 'al ice', 'аlice', 'alice\u0000', 'alice\n', ''])(
    'refuses %j',
    (username) => {
      expect(username).not.toMatch(USERNAME);
    },
  );
});
