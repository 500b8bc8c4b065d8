import fc from 'fast-check';
import { jsonFault } from './json-fault';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where a text stops being JSON', () => {
  it.each([
    ['to=alice', 1, 1],
    ['{"to": "alice", ', 1, 17],
    ['{"to": "alice",\n "amount": 12,50}', 2, 15],
    ["{'to': 1}", 1, 2],
    ['{"to" 1}', 1, 7],
    ['{"a": 1,}', 1, 9],
    ['[1,]', 1, 4],
    ['{}{}', 1, 3],
    ['{"a": 01}', 1, 8],
    ['{"a": "b\n"}', 1, 7],
    ['{"a": [}', 1, 8],
    ['{"a": NaN}', 1, 7],
    ['\u00a0{}', 1, 1],
    [' ', 1, 2],
    ['[[]', 1, 4],
  ])('%j: line %i, column %i', (text, line, column) => {
    expect(jsonFault(text)).toEqual({ line, column });
  });

  it('is nowhere in what is JSON, and somewhere in whatever is not', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '1',
      '-',
      'true',
      'nul',
      ' ',
      '\n',
      '"',
      '\\',
      '1.5e3',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
        ),
        (text) => {
          expect(jsonFault(text) === undefined).toBe(isJson(text));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('is found however deep it lies', () => {
    expect(jsonFault('['.repeat(50_000))).toEqual({ line: 1, column: 50_001 });
  });
});
