interface Sequenced {
  seq: number;
}

/**
 * The part of a statement that was looked at lately. `seq` is gapless per account, so any stretch of it can be asked for
 * by number; memory stays bounded because pages not needed for long are let go.
 */
export class StatementPages<E extends Sequenced> {
  /** By page number, least recently used first. Page p holds the entries p * size + 1 to (p + 1) * size. */
  private readonly pages = new Map<number, Map<number, E>>();

  constructor(
    readonly size: number,
    private readonly pagesMax: number,
  ) {}

  get(seq: number): E | undefined {
    return this.pages.get(this.pageOf(seq))?.get(seq);
  }

  put(entries: readonly E[]): void {
    for (const entry of entries) this.use(this.pageOf(entry.seq)).set(entry.seq, entry);
    for (const oldest of this.pages.keys()) {
      if (this.pages.size <= this.pagesMax) break;
      this.pages.delete(oldest);
    }
  }

  /** These are looked at now, so their pages are not the ones to let go. */
  touch(lowest: number, highest: number): void {
    for (let page = this.pageOf(lowest); page <= this.pageOf(highest); page++) if (this.pages.has(page)) this.use(page);
  }

  /** The pages to fetch so that every entry from the lowest to the highest seq, both included, is there. */
  missing(lowest: number, highest: number): number[] {
    const pages = new Set<number>();
    for (let seq = highest; seq >= lowest; seq--) if (!this.get(seq)) pages.add(this.pageOf(seq));
    return [...pages];
  }

  /** The seq right behind a page, to ask for the entries before it. */
  end(page: number): number {
    return (page + 1) * this.size + 1;
  }

  private pageOf(seq: number): number {
    return Math.floor((seq - 1) / this.size);
  }

  private use(page: number): Map<number, E> {
    const entries = this.pages.get(page) ?? new Map<number, E>();
    this.pages.delete(page);
    this.pages.set(page, entries);
    return entries;
  }
}
