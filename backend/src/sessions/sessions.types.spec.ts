import { expiryOf, isRenewalDue, type SessionRecord } from './sessions.types';

const MINUTE = 60_000;
const limits = { idleMs: 30 * MINUTE, maxMs: 120 * MINUTE };

function record(lastSeenAt: number): SessionRecord {
  return { userId: 'u', createdAt: 0, lastSeenAt, address: '', userAgent: '' };
}

describe('expiryOf', () => {
  it('slides with use', () => {
    expect(expiryOf(record(0), limits)).toBe(30 * MINUTE);
    expect(expiryOf(record(10 * MINUTE), limits)).toBe(40 * MINUTE);
  });

  it('never passes the absolute limit', () => {
    expect(expiryOf(record(119 * MINUTE), limits)).toBe(120 * MINUTE);
  });
});

describe('isRenewalDue', () => {
  it('writes a session in use once a minute at most', () => {
    expect(isRenewalDue(record(0), limits, MINUTE)).toBe(false);
    expect(isRenewalDue(record(0), limits, MINUTE + 1)).toBe(true);
  });

  it('is at half of the idle time when that is less than a minute', () => {
    const short = { ...limits, idleMs: MINUTE };
    expect(isRenewalDue(record(0), short, MINUTE / 2)).toBe(false);
    expect(isRenewalDue(record(0), short, MINUTE / 2 + 1)).toBe(true);
  });
});
