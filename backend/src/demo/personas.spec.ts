import { pastPayments, PERSONAS } from './personas';

const WELCOME_GRANT = 100_000;

describe('the personas’ history', () => {
  it('is the same every time and in order of time', () => {
    const payments = pastPayments();
    expect(pastPayments()).toEqual(payments);
    expect(payments.length).toBeGreaterThan(60);
    const times = payments.map(({ daysAgo, minute }) => minute - daysAgo * 24 * 60);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('never spends what is not there', () => {
    const balances = new Map(PERSONAS.map(({ username }) => [username, WELCOME_GRANT]));
    for (const { from, to, amount } of pastPayments()) {
      balances.set(from, (balances.get(from) ?? NaN) - amount);
      balances.set(to, (balances.get(to) ?? NaN) + amount);
      expect(Math.min(...balances.values())).toBeGreaterThanOrEqual(0);
    }
  });
});
