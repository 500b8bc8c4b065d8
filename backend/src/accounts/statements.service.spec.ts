import type { EntryDto } from './entry.dto';
import { isEmpty, mentions, split, type Stretch } from './statements.service';

describe('split', () => {
  function stretches(whole: Stretch, width: number, newestFirst: boolean): [number, number][] {
    const found: [number, number][] = [];
    for (let rest = whole; !isEmpty(rest);) {
      const { next, rest: left } = split(rest, width, newestFirst);
      found.push([next.above + 1, next.below - 1]);
      rest = left;
    }
    return found;
  }

  it('covers every seq once, from the newest or from the oldest', () => {
    const whole = { above: 0, below: 11 };
    expect(stretches(whole, 4, true)).toEqual([
      [7, 10],
      [3, 6],
      [1, 2],
    ]);
    expect(stretches(whole, 4, false)).toEqual([
      [1, 4],
      [5, 8],
      [9, 10],
    ]);
  });

  it('takes all of it when the width has no bound, and nothing of nothing', () => {
    expect(stretches({ above: 0, below: Number.MAX_SAFE_INTEGER }, Infinity, true)).toHaveLength(1);
    expect(stretches({ above: 5, below: 6 }, 10, true)).toEqual([]);
    expect(stretches({ above: 9, below: 2 }, 10, false)).toEqual([]);
  });
});

describe('mentions', () => {
  const entry = {
    memo: 'Crème Brûlée für zwei',
    counterparty: { holderName: 'Corner Café', alias: 'merchant', accountNumber: '4000000021' },
  } as EntryDto;

  it.each(['creme', 'BRÛLÉE', 'für zwei', 'fur', 'café', 'CAFE', 'rcha', '000002', ' zwei ', 'ＣＡＦＥ'])(
    'finds %s',
    (text) => {
      expect(mentions(text)(entry)).toBe(true);
    },
  );

  it.each(['cream', 'zweifel', '999', 'null', '%', '.'])('does not find %s', (text) => {
    expect(mentions(text)({ ...entry, counterparty: { ...entry.counterparty, alias: null } })).toBe(false);
  });

  it('looks past what an entry does not have', () => {
    expect(mentions('null')({ ...entry, memo: null })).toBe(false);
  });
});
