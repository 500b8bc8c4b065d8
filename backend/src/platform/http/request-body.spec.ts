import { DomainError } from '../errors/domain-error';
import { assertReadableBody } from './request-body';

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
