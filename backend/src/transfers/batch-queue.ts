/** Up to this many that wait are taken at once; of more, half. */
const WHOLE_BATCH = 32;

/** What waits no longer than until a moment, in milliseconds of `performance.now()`. */
export interface Waiting {
  deadlineMs: number;
  /** How many it counts for: an order of several payments goes into one batch as a whole. */
  size: number;
}

/**
 * What waits for the next batch, in order of arrival. Everybody waits equally long at most, so that the order of arrival
 * is that of the deadlines too.
 */
export class BatchQueue<Item extends Waiting> {
  private readonly items: Item[] = [];
  private total = 0;

  constructor(private readonly bounds: { queueMax: number; batchMax: number }) {}

  /** Of all that waits. */
  get size(): number {
    return this.total;
  }

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  /** Whether nothing more may come: the last one that came may have gone beyond the bound. */
  get isFull(): boolean {
    return this.total >= this.bounds.queueMax;
  }

  get firstDeadlineMs(): number | undefined {
    return this.items[0]?.deadlineMs;
  }

  add(item: Item): void {
    this.items.push(item);
    this.total += item.size;
  }

  /**
   * Takes the next batch. A long queue is taken by halves, so that pod and database work at the same time: all of it at
   * once would leave the pod idle while the database works, and the other way round. An item larger than a batch is one.
   */
  takeBatch(): Item[] {
    const share = Math.min(Math.max(WHOLE_BATCH, Math.ceil(this.total / 2)), this.bounds.batchMax);
    let count = 0;
    for (let size = 0; count < this.items.length; count++) {
      size += this.items[count]?.size ?? 0;
      if (size > share && count > 0) break;
    }
    return this.take(count);
  }

  /** Takes those that waited too long. */
  takeLate(nowMs: number): Item[] {
    const due = this.items.findIndex((item) => !isLate(item, nowMs));
    return this.take(due === -1 ? this.items.length : due);
  }

  private take(count: number): Item[] {
    const taken = this.items.splice(0, count);
    this.total -= sizeOf(taken);
    return taken;
  }
}

export function isLate({ deadlineMs }: Pick<Waiting, 'deadlineMs'>, nowMs: number): boolean {
  return deadlineMs <= nowMs;
}

export function sizeOf(items: readonly Pick<Waiting, 'size'>[]): number {
  return items.reduce((sum, { size }) => sum + size, 0);
}
