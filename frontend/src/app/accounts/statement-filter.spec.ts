import { describe, expect, it } from 'vitest';
import { entry } from '../../testing/bank';
import { filterOf, fits, isSound, narrowing, NO_FILTER, paramsOf, problemsOf } from './statement-filter';

describe('the filter in the address', () => {
  it('comes back as it was put there', () => {
    const filter = { direction: 'out' as const, from: '2026-03-01', to: '2026-03-31', min: 100, max: 5000, q: 'rent' };
    expect(filterOf(paramsOf(filter))).toEqual(filter);
    expect(filterOf(paramsOf(NO_FILTER))).toEqual(NO_FILTER);
  });

  it('is left out where it makes no sense', () => {
    expect(filterOf({ direction: 'sideways', min: '-5', max: '1e9', q: '   ' })).toEqual(NO_FILTER);
  });

  it.each(['12026-01-01', '2026-02-30', '2026-13-01', '0000-01-01', '20260301', 'yesterday', '+275760-09-14'])(
    'tells of %s, which is no day, instead of asking the bank',
    (day) => {
      expect(problemsOf(filterOf({ from: day })).from).toBe('no-day');
      expect(problemsOf(filterOf({ to: day })).to).toBe('no-day');
      expect(isSound(filterOf({ from: day }))).toBe(false);
    },
  );

  it('tells of ends that are before their begin', () => {
    expect(problemsOf(filterOf({ from: '2026-03-02', to: '2026-03-01' })).to).toBe('before-from');
    expect(problemsOf(filterOf({ min: '200', max: '100' })).max).toBe('below-min');
    expect(isSound(filterOf({ from: '2026-03-01', to: '2026-03-01', min: '100', max: '100' }))).toBe(true);
  });

  it('asks for whole days of the reader', () => {
    const { from = '', to = '' } = narrowing(filterOf({ from: '2026-03-01', to: '2026-03-01' }));
    expect(new Date(from).getHours()).toBe(0);
    expect(Date.parse(to) - Date.parse(from)).toBe(86_400_000);
  });
});

describe('an entry that just came', () => {
  const came = { ...entry(7), amount: -2500, memo: 'Café crème', createdAt: '2026-03-01T12:00:00.000Z' };

  it.each([
    [{}, true],
    [{ direction: 'out' }, true],
    [{ direction: 'in' }, false],
    [{ min: '2500', max: '2500' }, true],
    [{ min: '2501' }, false],
    [{ max: '2499' }, false],
    [{ q: 'CAFE' }, true],
    [{ q: 'baker' }, true],
    [{ q: '4000000039' }, true],
    [{ q: 'tea' }, false],
    [{ from: '2026-02-28', to: '2026-03-02' }, true],
    [{ from: '2026-03-03' }, false],
    [{ to: '2026-02-27' }, false],
  ])('belongs to %j: %s', (params, expected) => {
    expect(fits(came, filterOf(params))).toBe(expected);
  });
});
