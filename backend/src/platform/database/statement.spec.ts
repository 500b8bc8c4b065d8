import { arrayLiteral } from './statement';

describe('an array as a parameter', () => {
  it.each([
    [[], '{}'],
    [[1, -2, 2 ** 53 - 1], '{1,-2,9007199254740991}'],
    [['a', '', 'NULL', 'a,b {c}', ' '], '{"a","","NULL","a,b {c}"," "}'],
    [['say "hi"', 'C:\\x', null], '{"say \\"hi\\"","C:\\\\x",NULL}'],
  ])('%j is written %s', (values, literal) => {
    expect(arrayLiteral(values)).toBe(literal);
  });

  it('is refused with anything but text and numbers in it', () => {
    expect(() => arrayLiteral([new Date()])).toThrow(TypeError);
  });
});
