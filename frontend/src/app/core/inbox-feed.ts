/** What the feed needs to know of a notification. Ids are UUID v7: their order is that of time. */
export interface Identified {
  id: string;
}

interface Page<N> {
  items: readonly N[];
  next: string | null;
}

/** Keeps the loaded part of the inbox: newest first, each notification once, whichever way and however often it came. */
export class InboxFeed<N extends Identified> {
  private list: readonly N[] = [];
  private cursor: string | null = null;

  get items(): readonly N[] {
    return this.list;
  }

  /** Where the older ones begin; null when there are none. */
  get next(): string | null {
    return this.cursor;
  }

  /** Takes one that was pushed; returns false when it is known already. */
  push(notification: N): boolean {
    if (this.has(notification.id)) return false;
    this.list = sorted([notification, ...this.list]);
    return true;
  }

  /** Takes the first page; returns those of it that were not known. What lies behind a hole is dropped, to be loaded anew. */
  takeNewest(page: Page<N>): N[] {
    const fresh = page.items.filter(({ id }) => !this.has(id));
    const oldest = page.items.at(-1)?.id;
    const touches = page.items.some(({ id }) => this.has(id));
    if (!touches || page.next === null) this.cursor = page.next;
    const kept = touches ? this.list : this.list.filter(({ id }) => oldest === undefined || id > oldest);
    this.list = merged(page.items, kept);
    return fresh;
  }

  /** Takes the page that `next` led to. */
  takeOlder(page: Page<N>): void {
    this.list = merged(page.items, this.list);
    this.cursor = page.next;
  }

  replace(change: (notification: N) => N): void {
    this.list = this.list.map(change);
  }

  private has(id: string): boolean {
    return this.list.some((known) => known.id === id);
  }
}

/** What the server just said goes before what was known, since it may have been read meanwhile. */
function merged<N extends Identified>(told: readonly N[], known: readonly N[]): N[] {
  const ids = new Set(told.map(({ id }) => id));
  return sorted([...told, ...known.filter(({ id }) => !ids.has(id))]);
}

function sorted<N extends Identified>(list: N[]): N[] {
  return list.sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
}
