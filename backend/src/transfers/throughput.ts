const WINDOW_SECONDS = 5;

interface Second {
  at: number;
  batches: number;
  transfers: number;
}

/** Counts what was posted in the last seconds, by a clock that never jumps. */
export class Throughput {
  private readonly seconds: Second[] = [];

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  record(transfers: number): void {
    const at = Math.floor(this.nowMs() / 1000);
    const latest = this.seconds.at(-1);
    if (latest?.at === at) {
      latest.batches += 1;
      latest.transfers += transfers;
    } else {
      this.seconds.push({ at, batches: 1, transfers });
      this.forgetOld();
    }
  }

  /** Transfers posted per second, mean over the window. */
  perSecond(): number {
    this.forgetOld();
    return this.total('transfers') / WINDOW_SECONDS;
  }

  /** Transfers in a batch, mean over the window; 0 without any batch. */
  meanBatch(): number {
    this.forgetOld();
    const batches = this.total('batches');
    return batches === 0 ? 0 : this.total('transfers') / batches;
  }

  private total(what: 'batches' | 'transfers'): number {
    return this.seconds.reduce((sum, second) => sum + second[what], 0);
  }

  private forgetOld(): void {
    const oldest = Math.floor(this.nowMs() / 1000) - WINDOW_SECONDS;
    while (this.seconds[0] !== undefined && this.seconds[0].at <= oldest) this.seconds.shift();
  }
}
