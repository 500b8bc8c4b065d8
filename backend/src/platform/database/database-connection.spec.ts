import { safeInteger } from './database-connection';

describe('safeInteger', () => {
  it.each(['0', '-1', '9007199254740991', '-9007199254740991'])('reads %s', (text) => {
    expect(String(safeInteger(text))).toBe(text);
  });

  it.each(['9007199254740992', '-9223372036854775808', '1.5'])('refuses %s', (text) => {
    expect(() => safeInteger(text)).toThrow(RangeError);
  });
});
