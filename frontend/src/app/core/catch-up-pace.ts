const GRACE_MS = 250;
const PAUSE_MAX_MS = 4000;
const CALM_MS = 6000;

/**
 * How long to wait before missing entries are asked for. At first a moment: pushes overtake each other, and the late one is
 * usually on its way. In a rush, where the bank sends only the newest push, each leaves a hole: then less and less often.
 */
export class CatchUpPace {
  private pauseMs = GRACE_MS;
  private lastMs = -Infinity;

  /** Resolves when it is time to ask, or at once when it is given up. */
  pause(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    this.pauseMs = now - this.lastMs > CALM_MS ? GRACE_MS : Math.min(this.pauseMs * 2, PAUSE_MAX_MS);
    this.lastMs = now + this.pauseMs;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.pauseMs);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
