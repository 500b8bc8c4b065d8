/** What the feed needs to know of a notification. Ids are UUID v7: their order is that of time. */
export interface Identified {
  id: string;
}

interface Page<N> {
  items: readonly N[];
  next: string | null;
}

/** Where a page of the server ended: the id of its last item, and the cursor of what follows. */
interface Boundary {
  id: string;
  next: string | null;
}

/** What is kept; older ones are loaded again when they are looked at. */
const KEPT_MAX = 1500;

/** Keeps the loaded part of the inbox: newest first, each notification once, whichever way and however often it came. */
export class InboxFeed<N extends Identified> {
  private list: readonly N[] = [];
  private boundaries: readonly Boundary[] = [];

  constructor(private readonly keptMax = KEPT_MAX) {}

  get items(): readonly N[] {
    return this.list;
  }

  /** Whether more is kept than should be, for want of a place to cut: the newest page makes one. */
  get overfull(): boolean {
    return this.list.length > this.keptMax;
  }

  /** Where the older ones begin; null when there are none. */
  get next(): string | null {
    return this.boundaries.at(-1)?.next ?? null;
  }

  /** Takes one that was pushed; returns false when it is known already. */
  push(notification: N): boolean {
    if (this.has(notification.id)) return false;
    this.list = sorted([notification, ...this.list]);
    this.letGo();
    return true;
  }

  /** Takes the first page; returns those of it that were not known. What lies behind a hole is dropped, to be loaded anew. */
  takeNewest(page: Page<N>): N[] {
    const fresh = page.items.filter(({ id }) => !this.has(id));
    const oldest = page.items.at(-1)?.id;
    const touches = page.items.some(({ id }) => this.has(id));
    this.boundaries = touches && page.next !== null ? joined(this.boundaries, page) : boundaryOf(page);
    const kept = touches ? this.list : this.list.filter(({ id }) => oldest === undefined || id > oldest);
    this.list = merged(page.items, kept);
    this.letGo();
    return fresh;
  }

  /** Takes the page that `next` led to. */
  takeOlder(page: Page<N>): void {
    this.list = merged(page.items, this.list);
    this.boundaries = joined(this.boundaries, page);
  }

  replace(change: (notification: N) => N): void {
    this.list = this.list.map(change);
  }

  private has(id: string): boolean {
    return this.list.some((known) => known.id === id);
  }

  /** Drops the oldest beyond what is kept, back to where a page ended. */
  private letGo(): void {
    if (!this.overfull) return;
    const newestDropped = this.list[this.keptMax]?.id ?? '';
    const kept = this.boundaries.filter(({ id }) => id > newestDropped);
    const last = kept.at(-1);
    if (!last) return;
    this.boundaries = kept;
    this.list = this.list.filter(({ id }) => id >= last.id);
  }
}

function boundaryOf<N extends Identified>({ items, next }: Page<N>): Boundary[] {
  const last = items.at(-1);
  return last ? [{ id: last.id, next }] : [];
}

function joined<N extends Identified>(boundaries: readonly Boundary[], page: Page<N>): Boundary[] {
  const [added] = boundaryOf(page);
  return added ? sorted([...boundaries.filter(({ id }) => id !== added.id), added]) : [...boundaries];
}

/** What the server just said goes before what was known, since it may have been read meanwhile. */
function merged<N extends Identified>(told: readonly N[], known: readonly N[]): N[] {
  const ids = new Set(told.map(({ id }) => id));
  return sorted([...told, ...known.filter(({ id }) => !ids.has(id))]);
}

function sorted<N extends Identified>(list: N[]): N[] {
  return list.sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
}
