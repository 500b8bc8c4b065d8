/** What the feed needs to know of an entry. */
export interface Sequenced {
  seq: number;
  balanceAfter: number;
}

/**
 * Puts one account's entries back in order. They reach the page by push, by answers to own transfers and by catching up,
 * so twice, late or with holes; `seq` is gapless per account, which tells all three apart.
 */
export class AccountFeed<E extends Sequenced> {
  private readonly waiting = new Map<number, E>();
  private delivered: number;
  private head: { seq: number; balance: number };

  constructor(seq: number, balance: number) {
    this.delivered = seq;
    this.head = { seq, balance };
  }

  /** Highest seq heard of, delivered or not. */
  get seq(): number {
    return this.head.seq;
  }

  /** The balance of the highest seq heard of; a late entry does not turn it back. */
  get balance(): number {
    return this.head.balance;
  }

  /** Up to here every entry was delivered. */
  get deliveredSeq(): number {
    return this.delivered;
  }

  /** How many entries are known to exist but were not delivered yet. */
  get behind(): number {
    return this.head.seq - this.delivered;
  }

  /** Takes entries in any order; returns those that are new and next in line, oldest first, each exactly once. */
  offer(entries: readonly E[]): E[] {
    for (const entry of entries) {
      this.raise(entry.seq, entry.balanceAfter);
      if (entry.seq > this.delivered) this.waiting.set(entry.seq, entry);
    }
    const inLine: E[] = [];
    for (let next = this.take(); next; next = this.take()) inLine.push(next);
    return inLine;
  }

  /** Takes a snapshot of the account, without the entries that led there. */
  raise(seq: number, balance: number): void {
    if (seq > this.head.seq) this.head = { seq, balance };
  }

  /** Gives up on what is missing up to this seq, because there is too much of it. */
  skipTo(seq: number): void {
    if (seq <= this.delivered) return;
    this.delivered = seq;
    for (const waiting of this.waiting.keys()) if (waiting <= seq) this.waiting.delete(waiting);
  }

  private take(): E | undefined {
    const entry = this.waiting.get(this.delivered + 1);
    if (!entry) return undefined;
    this.waiting.delete(entry.seq);
    this.delivered = entry.seq;
    return entry;
  }
}
