import { inject, Injectable, signal } from '@angular/core';
import { Subject } from 'rxjs';
import { Api } from '../api/api';
import { listNotifications } from '../api/fn/notifications/list-notifications';
import { readNotifications } from '../api/fn/notifications/read-notifications';
import type { Notification } from '../api/models/notification';
import { Calls } from './calls';
import { IdentityStore } from './identity.store';
import { InboxFeed } from './inbox-feed';
import { loaded, type Loaded } from './loaded';
import { Tabs } from './tabs';
import type { NotificationPush } from '@banking-demo/realtime';

const PAGE = 30;

/** The inbox: what the bell counts, its panel and its page show. */
@Injectable({ providedIn: 'root' })
export class InboxStore {
  private readonly api = inject(Api);
  private readonly calls = inject(Calls);
  private readonly identity = inject(IdentityStore);
  private feed = new InboxFeed<Notification>();
  /** Whether the first page came. */
  private begun = false;
  /** Whether the next page that comes tells of what was missed. */
  private announce = false;
  /** Other tabs of this browser are told when something was read here. */
  private readonly tabs = new Tabs('bank.inbox');
  private readonly list = signal<readonly Notification[] | null>(null);
  private readonly older = signal<string | null>(null);
  private readonly wanted = signal<string | null>(null);
  private readonly unreadCount = signal(0);

  private readonly newest = loaded({
    params: () => this.identity.user()?.id,
    load: async (_userId, abort) => {
      const page = await this.calls.ask(listNotifications, { limit: PAGE }, abort);
      const fresh = this.feed.takeNewest(page).filter(({ readAt }) => readAt === null);
      this.unreadCount.set(page.unread);
      this.begun = true;
      this.show();
      if (this.announce && fresh.length > 0) this.missed.next(fresh.length);
      this.announce = false;
    },
  });
  /** Newest first. */
  readonly items: Loaded<readonly Notification[]> = { ...this.newest, value: this.list.asReadonly() };
  /** The page of older ones that was asked for last. */
  readonly olderPage: Loaded<void> = loaded({
    params: () => this.wanted() ?? undefined,
    load: async (cursor, abort) => {
      const page = await this.calls.ask(listNotifications, { cursor, limit: PAGE }, abort);
      if (cursor === this.feed.next) this.feed.takeOlder(page);
      this.show();
    },
  });
  /** Where older ones can be loaded from; null when there are none. */
  readonly next = this.older.asReadonly();
  readonly unread = this.unreadCount.asReadonly();
  /** What was pushed, each once; what came together is told together. */
  readonly arrived = new Subject<readonly Notification[]>();
  /** How many came while the page was not connected. */
  readonly missed = new Subject<number>();

  constructor() {
    this.tabs.listen(() => this.refresh());
  }

  clear(): void {
    this.feed = new InboxFeed();
    this.begun = false;
    this.list.set(null);
    this.older.set(null);
    this.wanted.set(null);
    this.unreadCount.set(0);
  }

  count(unread: number): void {
    this.unreadCount.set(unread);
  }

  take(pushes: readonly NotificationPush[]): void {
    // One's own payments are news to nobody: they are born read.
    const all = pushes.map((push) => ({ ...push, readAt: push.kind === 'transfer.sent' ? push.createdAt : null }));
    const fresh: Notification[] = all.filter((notification) => this.feed.push(notification));
    if (fresh.length === 0) return;
    this.unreadCount.update((count) => count + fresh.filter(({ readAt }) => readAt === null).length);
    this.show();
    this.arrived.next(fresh);
    if (this.feed.overfull) this.refresh();
  }

  /**
   * Fetches the newest page.
   * @param options.announce whether to tell of what was missed
   */
  refresh({ announce = false } = {}): void {
    this.announce ||= announce;
    this.newest.reload();
  }

  loadOlder(): void {
    this.wanted.set(this.feed.next);
  }

  async markRead(ids: readonly string[]): Promise<void> {
    await this.read((id) => ids.includes(id), { ids: [...ids] });
  }

  async markAllRead(): Promise<void> {
    await this.read(() => true, { all: true });
  }

  private async read(concerns: (id: string) => boolean, body: { ids: string[] } | { all: true }): Promise<void> {
    const unread = this.feed.items.filter(({ id, readAt }) => readAt === null && concerns(id));
    if (unread.length === 0 && 'ids' in body) return;
    const readAt = new Date().toISOString();
    this.feed.replace((item) => (item.readAt === null && concerns(item.id) ? { ...item, readAt } : item));
    this.unreadCount.update((count) => ('all' in body ? 0 : Math.max(0, count - unread.length)));
    this.show();
    try {
      await this.api.invoke(readNotifications, { body });
      this.tabs.tell('read');
    } catch {
      // Not told: what the bank has is the truth.
      this.refresh();
    }
  }

  /** Until the first page came, what was pushed waits: it alone would look like all there is. */
  private show(): void {
    if (!this.begun) return;
    this.list.set(this.feed.items);
    this.older.set(this.feed.next);
  }
}
