import fc from 'fast-check';
import { planFaults } from './plan';

const options = fc.record({
  seed: fc.nat(),
  seconds: fc.integer({ min: 1, max: 600 }),
  faults: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 20 }),
  pods: fc.integer({ min: 1, max: 5 }),
});

describe('the plan of faults', () => {
  it('is the same for the same options', () => {
    fc.assert(
      fc.property(options, (given) => {
        expect(planFaults(given)).toEqual(planFaults({ ...given }));
      }),
    );
  });

  it('is another one for another seed', () => {
    const given = { seconds: 60, faults: ['a', 'b', 'c', 'd'], pods: 3 };
    expect(planFaults({ ...given, seed: 1 })).not.toEqual(planFaults({ ...given, seed: 2 }));
  });

  it('has every fault as often as any other, hits pods that are there and ends in time', () => {
    fc.assert(
      fc.property(options, (given) => {
        const plan = planFaults(given);
        const times = given.faults.map((name) => plan.filter(({ fault }) => fault === name).length);
        expect(new Set(times).size).toBe(1);
        expect(times[0]).toBeGreaterThan(0);
        expect(plan.every(({ pod }) => pod >= 0 && pod < given.pods)).toBe(true);
        const plannedMs = plan.reduce((sum, { holdMs, pauseMs }) => sum + holdMs + pauseMs, 0);
        expect(plannedMs).toBeLessThan(Math.max(given.seconds, given.faults.length) * 1500);
      }),
    );
  });

  it('has every fault once when it is short, and more often when it is long', () => {
    const given = { seed: 1, faults: ['a', 'b', 'c'], pods: 3 };
    expect(planFaults({ ...given, seconds: 15 })).toHaveLength(3);
    expect(planFaults({ ...given, seconds: 300 })).toHaveLength(51);
  });

  it('is empty without faults', () => {
    expect(planFaults({ seed: 1, seconds: 60, faults: [], pods: 3 })).toEqual([]);
  });
});
