import type { Bar } from './batch-feed';

/** So much of the past is to be seen, if it fits at all. */
const SPAN_MS = 6000;
/** Pixels for a millisecond at rest: with little to show, bars are wide. */
const WIDEST = 2.5;
const THINNEST = 1;
/** A bar comes in over this time, and moves the others along. */
const ENTERS_MS = 220;

/** A bar and where it stands, in pixels from the left. */
export interface Placed {
  bar: Bar;
  x: number;
  width: number;
}

/**
 * Sets bars side by side, the newest at the right end, each as wide as it took long. Under load a millisecond gets fewer
 * pixels, so that the same span of the past stays in sight and the strip moves no faster.
 *
 * @param bars oldest first
 * @param playedMs the moment that is shown; what came later is not there yet
 * @returns those that are in sight, oldest first
 */
export function layOut(bars: readonly Bar[], playedMs: number, width: number): Placed[] {
  let end = bars.length;
  while (end > 0 && (bars[end - 1]?.atMs ?? 0) > playedMs) end--;
  let busyMs = 0;
  for (let i = end - 1; i >= 0; i--) {
    const bar = bars[i];
    if (!bar || bar.atMs < playedMs - SPAN_MS) break;
    busyMs += bar.durationMs;
  }
  const pixelsPerMs = Math.min(WIDEST, width / Math.max(busyMs, 1));
  const placed: Placed[] = [];
  let x = width;
  for (let i = end - 1; i >= 0 && x > 0; i--) {
    const bar = bars[i];
    if (!bar) break;
    const entered = Math.min(1, (playedMs - bar.atMs) / ENTERS_MS);
    const own = Math.max(THINNEST, bar.durationMs * pixelsPerMs) * entered * (2 - entered);
    x -= own;
    placed.push({ bar, x, width: own });
  }
  return placed.reverse();
}
