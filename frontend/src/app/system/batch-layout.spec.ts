import { describe, expect, it } from 'vitest';
import type { Bar } from './batch-feed';
import { layOut } from './batch-layout';

const barsOf = (count: number, everyMs: number, durationMs: number): Bar[] =>
  Array.from({ length: count }, (_, i) => ({
    pod: 'pod-1',
    number: i,
    committedAt: '',
    atMs: i * everyMs,
    transfers: 1,
    durationMs,
  }));

describe('the bars of the strip', () => {
  it('stand side by side, the newest at the right end, each as wide as it took long', () => {
    const [short, long] = barsOf(2, 1000, 10) as [Bar, Bar];
    long.durationMs = 40;
    const placed = layOut([short, long], 5000, 400);
    expect(placed.map(({ x, width }) => [x, width])).toEqual([
      [275, 25],
      [300, 100],
    ]);
  });

  it('do not show what is to come, and let it in little by little', () => {
    const bars = barsOf(3, 1000, 10);
    expect(layOut(bars, 1999, 400)).toHaveLength(2);
    const [, , entering] = layOut(bars, 2050, 400);
    expect(entering?.width).toBeGreaterThan(0);
    expect(entering?.width).toBeLessThan(25);
    expect(layOut(bars, 3000, 400)[2]?.width).toBe(25);
  });

  it('get narrower under load, so that six seconds stay in sight, but never vanish', () => {
    const bars = barsOf(2000, 5, 5);
    const placed = layOut(bars, 10_000, 1200);
    const [oldest] = placed;
    expect(10_000 - (oldest?.bar.atMs ?? 0)).toBeGreaterThan(5500);
    expect(Math.min(...placed.slice(0, -50).map(({ width }) => width))).toBeGreaterThanOrEqual(1);
    expect(layOut(bars, 10_000, 300).length).toBeLessThan(360);
  });

  it('are none where there is none', () => {
    expect(layOut([], 1000, 400)).toEqual([]);
  });
});
