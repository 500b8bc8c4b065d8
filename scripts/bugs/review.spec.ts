import { bugs, bugOfSeed } from '../../bugs/catalogue';
import { review, unifiedDiff } from './review';

const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', ''].join('\n');

describe('a difference', () => {
  it('has the lines that change, three around them, and where they stand', () => {
    const after = before.replace('b\n', '').replace('i\n', 'i\nand\n').replace('e\n', 'E\n');
    expect(unifiedDiff('x.ts', before, after)).toBe(
      [
        ...['--- a/x.ts', '+++ b/x.ts', '@@ -1,11 +1,11 @@'],
        ...[' a', '-b', ' c', ' d', '-e', '+E', ' f', ' g', ' h', ' i', '+and', ' j', ' '],
      ].join('\n'),
    );
  });

  it('leaves out what is far from any change', () => {
    const diff = unifiedDiff('x.ts', before, before.replace('a\n', 'A\n'));
    expect(diff).toBe(['--- a/x.ts', '+++ b/x.ts', '@@ -1,4 +1,4 @@', '-a', '+A', ' b', ' c', ' d'].join('\n'));
  });
});

describe('a bug as a pull request', () => {
  it.each(bugs)('has a title, a description and a small change, and no number: $number', (bug) => {
    const text = review(bug);
    expect(text.split('\n')[0]).toBe(bug.review.title);
    expect(text.split('\n').filter((line) => /^[-+] /.test(line)).length).toBeLessThan(40);
    expect(text).not.toMatch(/\bbug/i);
  });
});

describe('a seed', () => {
  it('names any of the bugs, and the same one each time', () => {
    const drawn = Array.from({ length: 400 }, (_, seed) => bugOfSeed(seed).number);
    expect(new Set(drawn).size).toBe(bugs.length);
    expect(Array.from({ length: 400 }, (_, seed) => bugOfSeed(seed).number)).toEqual(drawn);
  });
});
