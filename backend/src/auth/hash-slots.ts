import { DomainError } from '../platform/errors/domain-error';

/** Bounds how many costly tasks run at once and how many wait for their turn; beyond that they are refused at once. */
export class HashSlots {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly waitingMax: number,
  ) {}

  /** @throws DomainError overloaded when too many wait already */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running < this.concurrency) this.running += 1;
    else await this.turn();
    try {
      return await task();
    } finally {
      this.leave();
    }
  }

  private async turn(): Promise<void> {
    if (this.waiting.length >= this.waitingMax)
      throw new DomainError('overloaded', 'Too many people sign in right now; try again in a moment.', {
        retryAfterSeconds: 2,
      });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Hands the slot to who waits longest, if anybody. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
  }
}
