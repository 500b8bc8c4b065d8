import { overTime, thresholds } from './verdict';

const paid = Array.from({ length: 200 }, (_, i) => ({ atMs: i * 10, tookMs: i < 197 ? 5 : 80 }));
const good = { paid, refused: new Map<number, number>(), broken: 0, discrepancies: [], holds: true };

function missed(change: Partial<Parameters<typeof thresholds>[0]>, p99Ms = 100): string[] {
  return thresholds({ ...good, ...change }, { p99Ms })
    .filter(({ met }) => !met)
    .map(({ name, seen }) => `${name}: ${seen}`);
}

describe('thresholds of a load', () => {
  it('are met by payments that were all made, in time and to the cent', () => {
    expect(missed({})).toEqual([]);
  });

  it('are missed by no payment at all', () => {
    expect(missed({ paid: [] })).toEqual(['payments are made: 0']);
  });

  it('are missed by refusals and broken connections', () => {
    expect(missed({ refused: new Map([[503, 2]]), broken: 1 })).toEqual(['every answer is 201: 2 of 503, 1 broken']);
  });

  it('are missed by one slow payment in fifty', () => {
    expect(missed({}, 50)).toEqual(['p99 at most 50 ms: 80.0 ms']);
  });

  it('are missed by a balance that is off, and by a ledger that does not add up', () => {
    expect(missed({ discrepancies: ['ann has 1 and not 2'], holds: false })).toEqual([
      'every balance as the payments make it: ann has 1 and not 2',
      'the ledger proof holds: IT DOES NOT HOLD',
    ]);
  });
});

describe('a load over time', () => {
  it('is told in equal parts', () => {
    expect(overTime(paid, 2, 2)).toEqual([
      { perSecond: 100, p50Ms: 5, p99Ms: 5 },
      { perSecond: 100, p50Ms: 5, p99Ms: 80 },
    ]);
  });
});
