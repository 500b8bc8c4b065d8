import { type Goal, goals } from '../backend/bench/goals';
import { peerNames, peerRow } from '../backend/bench/peers-part';
import { quickPlan } from '../backend/bench/plan';
import { Results } from '../backend/bench/results';

const UNKNOWN_COST = { cpu: null, wal: null, disk: null };

function measured(sides: Record<string, number>): Goal[] {
  const results = new Results();
  for (const [side, perSecond] of Object.entries(sides)) {
    const result = { perSecond, answered: perSecond, errors: 0, p50Ms: 1, p99Ms: 2 };
    results.load('peers', peerRow(side, 'spread'), result, UNKNOWN_COST);
  }
  return goals(results, quickPlan);
}

function beside(peer: string, all: Goal[]): Goal | undefined {
  return all.find(({ what }) => what === `transfers/s, spread, 64 connections ÷ ${peer}`);
}

describe('what the bank must reach beside other ledgers', () => {
  it('is told by the ratio of both', () => {
    const all = measured({ bank: 300, Blnk: 100 });
    expect(beside('Blnk', all)).toMatchObject({ found: { median: 3 }, reached: true });
  });

  it('is not reached where the other is faster', () => {
    expect(beside('Blnk', measured({ bank: 100, Blnk: 200 }))).toMatchObject({ reached: false });
  });

  it('is neither reached nor missed where the other was left out', () => {
    const all = measured({ bank: 300 });
    for (const peer of peerNames) expect(beside(peer, all)).toMatchObject({ found: null, reached: null });
  });
});
