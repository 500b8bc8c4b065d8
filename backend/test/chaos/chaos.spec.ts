import { check } from '../../../scripts/chaos/checker/check';
import { all, type History } from '../../../scripts/chaos/checker/history';
import { rules, type Violation } from '../../../scripts/chaos/checker/violation';
import { possibleFaults } from '../../../scripts/chaos/faults';
import { describeViolation } from '../../../scripts/chaos/report';
import { run } from '../../../scripts/chaos/run';
import { report } from '../setup/started';

/** Short, with every fault once; `npm run chaos` runs longer and with other seeds. */
const OPTIONS = { seed: 1, seconds: 15, pods: 3 };

describe('a bank to which everything happens that can, once', () => {
  const faults = possibleFaults(() => undefined);
  let history: History;
  let violations: Violation[];

  beforeAll(async () => {
    const done = await run({ ...OPTIONS, faults }, report);
    history = done.history;
    violations = check(history);
  }, 300_000);

  it('was hit by every fault and used meanwhile', () => {
    expect(
      all(history, 'fault')
        .map(({ fault }) => fault)
        .sort(),
    ).toEqual([...faults].sort());
    expect(all(history, 'transfer').some(({ outcome }) => outcome.is === 'unknown')).toBe(true);
    expect(all(history, 'entry').length).toBeGreaterThan(500);
  });

  it.each(Object.entries(rules))('%s: %s', (rule) => {
    const broken = violations.filter((violation) => violation.rule === rule);
    expect(broken.map((violation) => describeViolation(violation, history))).toEqual([]);
  });
});
