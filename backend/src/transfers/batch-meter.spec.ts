import { Throughput } from './batch-meter';

describe('throughput', () => {
  it('is the mean over the last five seconds', () => {
    let nowMs = 10_000;
    const throughput = new Throughput(() => nowMs);
    throughput.record(10);
    throughput.record(20);
    nowMs += 3000;
    throughput.record(20);
    expect(throughput.perSecond()).toBe(10);
    expect(throughput.meanBatch()).toBeCloseTo(50 / 3);
    nowMs += 3000;
    expect(throughput.perSecond()).toBe(4);
    nowMs += 10_000;
    expect([throughput.perSecond(), throughput.meanBatch()]).toEqual([0, 0]);
  });
});
