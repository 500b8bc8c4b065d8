/** Up to this many that wait are taken at once; of more, half. */
const WHOLE_BATCH = 32;

/** What waits no longer than until a moment, in milliseconds of `performance.now()`. */
export interface Waiting {
  deadlineMs: number;
}

/**
 * What waits for the next batch, in order of arrival. Everybody waits equally long at most, so that the order of arrival
 * is that of the deadlines too.
 */
export class BatchQueue<Item extends Waiting> {
  private readonly items: Item[] = [];

  constructor(private readonly bounds: { queueMax: number; batchMax: number }) {}

  get length(): number {
    return this.items.length;
  }

  get isFull(): boolean {
    return this.items.length >= this.bounds.queueMax;
  }

  get firstDeadlineMs(): number | undefined {
    return this.items[0]?.deadlineMs;
  }

  add(item: Item): void {
    this.items.push(item);
  }

  /**
   * Takes the next batch. A long queue is taken by halves, so that pod and database work at the same time: all of it at
   * once would leave the pod idle while the database works, and the other way round.
   */
  takeBatch(): Item[] {
    const share = Math.max(WHOLE_BATCH, Math.ceil(this.items.length / 2));
    return this.items.splice(0, Math.min(share, this.bounds.batchMax));
  }

  /** Takes those that waited too long. */
  takeLate(nowMs: number): Item[] {
    const due = this.items.findIndex((item) => !isLate(item, nowMs));
    return this.items.splice(0, due === -1 ? this.items.length : due);
  }
}

export function isLate({ deadlineMs }: Waiting, nowMs: number): boolean {
  return deadlineMs <= nowMs;
}
