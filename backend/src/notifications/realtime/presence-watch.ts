import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { DataSource } from 'typeorm';
import { AccountsService } from '../../accounts/accounts.service';
import { statement } from '../../platform/database/statement';
import { LATEST_COUNTERPARTIES } from '../notifications.sql';
import { PresenceService } from '../presence.service';
import { OpenSockets, userRoom } from './open-sockets';

/** Whose presence a user hears of: those in this many of the latest notifications, and of them this many. */
const LATEST = 50;
const WATCHED_PER_USER = 20;
/** Hints are looked at together this often. */
const TICK_MS = 250;
/** When anybody may have come or gone, what Redis says settles first: other pods have to register, too. */
const SETTLE_MS = 2000;
/** So many users' new counterparties are looked up per tick. */
const RELOADED_PER_TICK = 8;

interface Watched {
  alias: string;
  /** As last told; undefined until it was asked for. */
  online: boolean | undefined;
  watchers: Set<string>;
}

/**
 * Tells users with a socket here when their recent counterparties come and go; nobody else's presence can be learned.
 * A message that somebody came or went is only a hint to ask Redis: it follows the change it is about, so what is told
 * in the end is true whatever the order in which hints arrive.
 */
@Injectable()
export class PresenceWatch implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(PresenceWatch.name);
  /** By user id. */
  private readonly watched = new Map<string, Watched>();
  /** Whom each user with a socket here watches: user ids by alias. */
  private readonly lists = new Map<string, Map<string, string>>();
  /** Users here who met somebody whom they do not watch yet. */
  private readonly outdated = new Set<string>();
  private readonly suspects = new Set<string>();
  private allSuspectAt: number | undefined;
  /** One look at a time, so that an older answer never comes after a newer one. */
  private looking: Promise<void> = Promise.resolve();
  private busy = false;
  private subscription: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly accounts: AccountsService,
    private readonly presence: PresenceService,
    private readonly sockets: OpenSockets,
  ) {}

  onModuleInit(): void {
    this.subscription = this.presence.changed.subscribe((userIds) => {
      if (userIds === null) this.allSuspectAt = performance.now() + SETTLE_MS;
      else for (const userId of userIds) if (this.watched.has(userId)) this.suspects.add(userId);
    });
    this.timer = setInterval(() => void this.tick(), TICK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.subscription?.unsubscribe();
  }

  /** Watches for a user who has a socket here, before the snapshot: what changes after it is told. */
  async begin(userId: string): Promise<void> {
    if (!this.lists.has(userId)) await this.reload(userId);
  }

  /** The user's last socket here was closed. */
  end(userId: string): void {
    for (const id of this.lists.get(userId)?.values() ?? []) this.unwatch(userId, id);
    this.lists.delete(userId);
    this.outdated.delete(userId);
  }

  /** A user here was told of a transfer from or to somebody. */
  met(userId: string, alias: string): void {
    if (this.lists.get(userId)?.has(alias) === false) this.outdated.add(userId);
  }

  /** Drops what is known of users; for a bank that was reset. */
  forget(): void {
    for (const userId of [...this.lists.keys()]) this.end(userId);
  }

  private async tick(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (const userId of [...this.outdated].slice(0, RELOADED_PER_TICK)) {
        const added = await this.reload(userId);
        this.outdated.delete(userId);
        for (const id of added) this.tell(userId, id);
      }
      if (this.allSuspectAt !== undefined && this.allSuspectAt <= performance.now()) {
        this.allSuspectAt = undefined;
        for (const userId of this.watched.keys()) this.suspects.add(userId);
      }
      const suspects = [...this.suspects];
      this.suspects.clear();
      await this.look(suspects);
    } catch (error) {
      this.logger.debug(`Presence could not be looked at: ${(error as Error).message}`);
    } finally {
      this.busy = false;
    }
  }

  /** Brings a user's list up to date; returns the ids that are new on it. */
  private async reload(userId: string): Promise<string[]> {
    const list = await this.counterpartiesOf(userId);
    if (!this.sockets.has(userId)) return [];
    const known = new Set(this.lists.get(userId)?.values());
    const current = new Set(list.values());
    for (const id of known) if (!current.has(id)) this.unwatch(userId, id);
    for (const [alias, id] of list) this.watch(userId, id, alias);
    this.lists.set(userId, list);
    const added = [...current].filter((id) => !known.has(id));
    await this.look(added.filter((id) => this.watched.get(id)?.online === undefined));
    return added;
  }

  private async counterpartiesOf(userId: string): Promise<Map<string, string>> {
    const rows = await statement<{ alias: string }>(this.dataSource.manager, LATEST_COUNTERPARTIES, [
      userId,
      LATEST,
      WATCHED_PER_USER,
    ]);
    const list = new Map<string, string>();
    for (const { alias } of rows) {
      const account = await this.accounts.resolve(alias);
      if (account?.holderId && account.holderId !== userId) list.set(alias, account.holderId);
    }
    return list;
  }

  private look(userIds: readonly string[]): Promise<void> {
    if (userIds.length === 0) return Promise.resolve();
    const look = this.looking.then(() => this.compare(userIds));
    this.looking = look.catch(() => undefined);
    return look;
  }

  private async compare(userIds: readonly string[]): Promise<void> {
    const online = await this.presence.online(userIds).catch((error: unknown) => {
      for (const userId of userIds) this.suspects.add(userId);
      throw error;
    });
    for (const userId of userIds) {
      const watched = this.watched.get(userId);
      const known = watched?.online;
      if (!watched || known === online.has(userId)) continue;
      watched.online = online.has(userId);
      if (known !== undefined) for (const watcher of watched.watchers) this.tell(watcher, userId);
    }
  }

  private tell(watcher: string, userId: string): void {
    const { alias, online } = this.watched.get(userId) ?? {};
    if (alias !== undefined && online !== undefined)
      this.sockets.emit(userRoom(watcher), 'presence', { alias, online });
  }

  private watch(watcher: string, userId: string, alias: string): void {
    const watched = this.watched.get(userId) ?? { alias, online: undefined, watchers: new Set() };
    watched.watchers.add(watcher);
    this.watched.set(userId, watched);
  }

  private unwatch(watcher: string, userId: string): void {
    const watched = this.watched.get(userId);
    watched?.watchers.delete(watcher);
    if (watched?.watchers.size === 0) this.watched.delete(userId);
  }
}
