import { BURST, PER_SECOND, PushBudget } from './push-delivery';
import type { NotificationPush } from './realtime.events';

const ROUND_MS = 500;

function paid(seq: number, accountNumber = '4000000021'): NotificationPush {
  const counterparty = { accountNumber: '4000000013', alias: 'bob', holderName: 'Bob Baker' };
  const data = {
    transferId: `t${String(seq)}`,
    accountNumber,
    seq,
    amount: 1,
    currency: 'EUR',
    balanceAfter: seq,
    memo: null,
  };
  return {
    id: `n${String(seq)}`,
    kind: 'transfer.received',
    createdAt: '2026-01-01T00:00:00.000Z',
    data: { ...data, counterparty },
  };
}

const signedIn: NotificationPush = {
  id: 'n',
  kind: 'session.opened',
  createdAt: '2026-01-01T00:00:00.000Z',
  data: { device: 'Chrome on Windows', address: '203.0.113.7' },
};

/** A budget that has just gone into a rush, and the seqs that were withheld by then. */
function rushing(withheld = 50): PushBudget {
  const budget = new PushBudget(0);
  for (let seq = 1; seq <= BURST + withheld; seq++) budget.admit(paid(seq), 0);
  return budget;
}

describe('the budget of pushes', () => {
  it('lets a burst through, and no more of it', () => {
    const budget = new PushBudget(0);
    const admitted = Array.from({ length: BURST + 10 }, (_, i) => budget.admit(paid(i + 1), 0));
    expect(admitted.filter(Boolean)).toHaveLength(BURST);
    expect(budget.rushing).toBe(true);
  });

  it('lets everything through at the rate that may go on for ever', () => {
    const budget = new PushBudget(0);
    const step = 1000 / PER_SECOND;
    const admitted = Array.from({ length: 1000 }, (_, i) => budget.admit(paid(i + 1), i * step));
    expect(admitted.every(Boolean)).toBe(true);
  });

  it('keeps the newest one of each account in a rush, whatever the order they came in', () => {
    const budget = rushing(0);
    for (const push of [paid(301), paid(303), paid(302), paid(7, '4000000054')]) budget.admit(push, 0);
    expect(budget.release().pushes).toEqual([paid(303), paid(7, '4000000054')]);
    expect(budget.release().pushes).toEqual([]);
  });

  it('goes on withholding until a round had few', () => {
    const budget = rushing(50);
    expect(budget.release()).toMatchObject({ calmed: false });
    expect(budget.admit(paid(200), ROUND_MS)).toBe(false);
    expect(budget.release()).toEqual({ pushes: [paid(200)], calmed: true });
    expect(budget.admit(paid(201), ROUND_MS)).toBe(true);
  });

  it('always lets other notices through', () => {
    expect(rushing().admit(signedIn, 0)).toBe(true);
  });

  it('need not be remembered once it is full again', () => {
    const budget = rushing(1);
    expect(budget.idle(0)).toBe(false);
    budget.release();
    expect(budget.idle(ROUND_MS)).toBe(false);
    expect(budget.idle((BURST / PER_SECOND) * 1000)).toBe(true);
  });
});
