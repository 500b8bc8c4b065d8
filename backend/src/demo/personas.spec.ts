import { pastPayments, PERSONAS, seedScale } from './personas';

const WELCOME_GRANT = 100_000;

describe('the personas’ history', () => {
  it('is the same every time and in order of time', () => {
    const payments = pastPayments();
    expect(pastPayments()).toEqual(payments);
    expect(payments.length).toBeGreaterThan(60);
    const times = payments.map(({ daysAgo, minute }) => minute - daysAgo * 24 * 60);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it.each([
    ['the usual grant', WELCOME_GRANT, 10_000_000],
    ['a large one', 50_000_000, 10_000_000],
    ['a third of it', 33_333, 10_000_000],
    ['the smallest that is allowed', 1_000, 10_000_000],
    ['a low limit on payments', WELCOME_GRANT, 1_000],
    ['the lowest that is allowed', 1_000, 100],
  ])('never spends what is not there, nor too much at once, with %s', (_, welcomeGrant, transferMax) => {
    const balances = new Map(PERSONAS.map(({ username }) => [username, welcomeGrant]));
    for (const { from, to, amount } of pastPayments(seedScale({ welcomeGrant, transferMax }))) {
      expect(amount).toBeGreaterThan(0);
      expect(amount).toBeLessThanOrEqual(transferMax);
      balances.set(from, (balances.get(from) ?? NaN) - amount);
      balances.set(to, (balances.get(to) ?? NaN) + amount);
      expect(Math.min(...balances.values())).toBeGreaterThanOrEqual(0);
    }
  });
});
