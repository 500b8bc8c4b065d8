import { describe, expect, it } from 'vitest';
import { AccountFeed } from './account-feed';

const entry = (seq: number) => ({ seq, balanceAfter: seq * 100 });
const seqs = (entries: { seq: number }[]): number[] => entries.map(({ seq }) => seq);

describe('the feed of an account', () => {
  it('delivers the next entry at once', () => {
    const feed = new AccountFeed(5, 500);
    expect(seqs(feed.offer([entry(6)]))).toEqual([6]);
    expect(feed.balance).toBe(600);
    expect(feed.behind).toBe(0);
  });

  it('delivers the same entry once, however often it comes', () => {
    const feed = new AccountFeed(5, 500);
    feed.offer([entry(6)]);
    expect(feed.offer([entry(6), entry(6)])).toEqual([]);
    expect(feed.offer([entry(5)])).toEqual([]);
  });

  it('holds back what comes after a hole, and tells how much is missing', () => {
    const feed = new AccountFeed(5, 500);
    expect(feed.offer([entry(8)])).toEqual([]);
    expect(feed.behind).toBe(3);
    expect(feed.deliveredSeq).toBe(5);
  });

  it('delivers in order once the hole is filled', () => {
    const feed = new AccountFeed(5, 500);
    feed.offer([entry(8)]);
    feed.offer([entry(7)]);
    expect(seqs(feed.offer([entry(6)]))).toEqual([6, 7, 8]);
    expect(feed.behind).toBe(0);
  });

  it('shows the balance of the highest seq, before the hole is filled and after', () => {
    const feed = new AccountFeed(5, 500);
    feed.offer([entry(8)]);
    expect(feed.balance).toBe(800);
    feed.offer([entry(6)]);
    expect(feed.balance).toBe(800);
    expect(feed.seq).toBe(8);
  });

  it('learns of missed entries from a snapshot', () => {
    const feed = new AccountFeed(5, 500);
    feed.raise(9, 900);
    expect(feed.behind).toBe(4);
    expect(feed.balance).toBe(900);
  });

  it('is not turned back by an older snapshot', () => {
    const feed = new AccountFeed(5, 500);
    feed.raise(3, 300);
    expect(feed.balance).toBe(500);
    expect(feed.behind).toBe(0);
  });

  it('goes on after giving up on a long stretch', () => {
    const feed = new AccountFeed(5, 500);
    feed.offer([entry(900), entry(901)]);
    feed.skipTo(900);
    expect(seqs(feed.offer([]))).toEqual([901]);
    expect(feed.behind).toBe(0);
  });
});
