import { inject, Injectable, signal } from '@angular/core';
import { Subject } from 'rxjs';
import { Api } from '../api/api';
import { listNotifications } from '../api/fn/notifications/list-notifications';
import { readNotifications } from '../api/fn/notifications/read-notifications';
import type { Notification } from '../api/models/notification';
import { InboxFeed } from './inbox-feed';
import { Failure } from './problem';
import type { NotificationPush } from '@banking-demo/realtime';

const PAGE = 30;

/** The inbox: what the bell counts, its panel and its page show. */
@Injectable({ providedIn: 'root' })
export class InboxStore {
  private readonly api = inject(Api);
  private feed = new InboxFeed<Notification>();
  private refreshing: Promise<void> | undefined;
  /** Other tabs of this browser are told when something was read here. */
  private readonly tabs = new BroadcastChannel('bank.inbox');
  private readonly list = signal<readonly Notification[] | null>(null);
  private readonly older = signal<string | null>(null);
  private readonly unreadCount = signal(0);
  private readonly failed = signal<Failure | null>(null);

  /** Newest first; null until loaded. */
  readonly items = this.list.asReadonly();
  /** Whether older ones can be loaded. */
  readonly next = this.older.asReadonly();
  readonly unread = this.unreadCount.asReadonly();
  readonly failure = this.failed.asReadonly();
  /** What was pushed, each once; what came together is told together. */
  readonly arrived = new Subject<readonly Notification[]>();
  /** How many came while the page was not connected. */
  readonly missed = new Subject<number>();

  constructor() {
    this.tabs.addEventListener('message', () => {
      if (this.list()) void this.refresh();
    });
  }

  clear(): void {
    this.feed = new InboxFeed();
    this.list.set(null);
    this.older.set(null);
    this.unreadCount.set(0);
    this.failed.set(null);
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
  }

  /**
   * Fetches the newest page; several calls at once share one request.
   * @param options.announce whether to tell of what was missed
   */
  refresh({ announce = false } = {}): Promise<void> {
    this.refreshing ??= this.fetchNewest(announce).finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  async loadOlder(): Promise<void> {
    const { next: cursor } = this.feed;
    if (cursor === null) return;
    await this.attempt(async () => {
      const page = await this.api.invoke(listNotifications, { cursor, limit: PAGE });
      if (cursor === this.feed.next) this.feed.takeOlder(page);
    });
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
      this.tabs.postMessage('read');
    } catch (error) {
      this.failed.set(Failure.from(error));
      await this.refresh();
    }
  }

  private fetchNewest(announce: boolean): Promise<void> {
    return this.attempt(async () => {
      const page = await this.api.invoke(listNotifications, { limit: PAGE });
      const fresh = this.feed.takeNewest(page).filter(({ readAt }) => readAt === null);
      this.unreadCount.set(page.unread);
      if (announce && fresh.length > 0) this.missed.next(fresh.length);
    });
  }

  private async attempt(load: () => Promise<void>): Promise<void> {
    const { feed } = this;
    try {
      await load();
      if (feed !== this.feed) return;
      this.failed.set(null);
      this.show();
    } catch (error) {
      this.failed.set(Failure.from(error));
    }
  }

  private show(): void {
    this.list.set(this.feed.items);
    this.older.set(this.feed.next);
  }
}
