const PAUSE_MIN_MS = 500;
const PAUSE_MAX_MS = 15_000;

/** Tries something until it is done, with growing pauses; coming back online ends a pause. */
export class Retry {
  private cancelled = false;
  private wake: () => void = () => undefined;

  /** @param attempt returns whether it is done; a rejection counts as not done */
  constructor(
    private readonly attempt: () => Promise<boolean>,
    private readonly pauseMinMs = PAUSE_MIN_MS,
  ) {}

  /** Resolves with true once it is done, with false when it was cancelled before. */
  async run(): Promise<boolean> {
    for (let pauseMs = this.pauseMinMs; !this.cancelled; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
      const done = await this.attempt().catch(() => false);
      if (this.isCancelled()) return false;
      if (done) return true;
      await this.pause(pauseMs);
    }
    return false;
  }

  cancel(): void {
    this.cancelled = true;
    this.wake();
  }

  /** Ends the pause between two attempts. */
  hurry(): void {
    this.wake();
  }

  private isCancelled(): boolean {
    return this.cancelled;
  }

  private pause(pauseMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        removeEventListener('online', done);
        resolve();
      };
      const timer = setTimeout(done, pauseMs * (0.75 + Math.random() / 2));
      addEventListener('online', done);
      this.wake = done;
    });
  }
}
