import fc from 'fast-check';
import { DomainError } from '../errors/domain-error';
import { assertReadableBody, jsonFault } from './request-body';

function nested(levels: number, wrap: (inner: unknown) => object): object {
  let value: object = {};
  for (let level = 1; level < levels; level++) value = wrap(value);
  return value;
}

const manyFields = Array.from({ length: 50 }, (_, i) => [`f${String(i)}`, i]);

describe('assertReadableBody', () => {
  it.each([
    ['no body', undefined],
    ['an object', { to: 'bob', amount: 1, memo: null }],
    ['objects in objects, 32 levels', nested(32, (inner) => ({ inner }))],
    ['a list of 500 payments', { payments: Array.from({ length: 500 }, () => ({ a: 1, b: 2, c: 3, d: 4, e: 5 })) }],
    ['arrays in an object, 32 levels', { list: nested(31, (inner) => [inner]) }],
  ])('lets %s pass', (_, body) => {
    expect(() => {
      assertReadableBody(body);
    }).not.toThrow();
  });

  it.each([
    ['null', null],
    ['an array', []],
    ['a text', 'x'],
    ['a number', 0],
    ['objects in objects, 33 levels', nested(33, (inner) => ({ inner }))],
    ['arrays in an object, 33 levels', { list: nested(32, (inner) => [inner]) }],
    ['a deep branch beside a flat one', { flat: 1, deep: nested(33, (inner) => ({ inner })) }],
    ['5,000 items beside the list', { list: Array.from({ length: 5000 }, () => 1) }],
    [
      'many fields of many objects',
      { list: Array.from({ length: 100 }, (): object => Object.fromEntries(manyFields) as object) },
    ],
    ['100,000 levels', nested(100_000, (inner) => [inner, 1])],
  ])('refuses %s', (_, body) => {
    expect(() => {
      assertReadableBody(body);
    }).toThrow(DomainError);
  });
});

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
