import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountsService } from '../accounts/accounts.service';
import { InboxService } from '../notifications/inbox.service';
import { Timers } from '../platform/lifecycle/clock';
import { PodBus } from '../platform/redis/pod-bus';
import { OpenSockets, userRoom } from './open-sockets';
import { PresenceService } from './presence.service';

const LOOK_EVERY_MS = 1000;
/** A user not found so often in a row is gone: a page that is loaded anew is away for a moment only. */
const ABSENT_LOOKS = 2;
/** After Redis was away its pods and users are told to it anew, by each pod with its next heartbeat. */
const SETTLE_MS = 6000;
/** So many users' new counterparties are looked up each time. */
const RELOADED_AT_ONCE = 32;

interface Watched {
  alias: string;
  /** As last told; undefined until it was asked for. */
  online: boolean | undefined;
  /** Looks in a row that did not find the user. */
  absent: number;
  watchers: Set<string>;
}

/**
 * Tells users with a socket here when those of their recent counterparties come and go whom they have paid and been paid
 * by; nobody else's presence can be learned. Every second it asks Redis about all who are watched here, and tells what differs from what it told before.
 */
@Injectable()
export class PresenceWatch implements OnModuleInit {
  /** By user id. */
  private readonly watched = new Map<string, Watched>();
  /** Whom each user with a socket here watches: user ids by alias. */
  private readonly lists = new Map<string, Map<string, string>>();
  /** Users here who dealt with somebody whom they do not watch yet. */
  private readonly outdated = new Set<string>();
  private settledAt = 0;

  constructor(
    private readonly timers: Timers,
    private readonly accounts: AccountsService,
    private readonly inbox: InboxService,
    private readonly presence: PresenceService,
    private readonly sockets: OpenSockets,
    private readonly bus: PodBus,
  ) {}

  onModuleInit(): void {
    this.bus.restored.subscribe(() => {
      this.settledAt = performance.now() + SETTLE_MS;
    });
    this.timers.every(LOOK_EVERY_MS, () => this.look());
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

  private async look(): Promise<void> {
    if (performance.now() < this.settledAt) return;
    try {
      for (const userId of [...this.outdated].slice(0, RELOADED_AT_ONCE)) await this.reloadAndTell(userId);
      await this.compare([...this.watched.keys()]);
    } catch (error) {
      this.settledAt = performance.now() + SETTLE_MS;
      throw error;
    }
  }

  private async reloadAndTell(userId: string): Promise<void> {
    const before = new Set(this.lists.get(userId)?.values());
    await this.reload(userId);
    this.outdated.delete(userId);
    for (const id of this.lists.get(userId)?.values() ?? []) if (!before.has(id)) this.tell(userId, id);
  }

  /** Brings a user's list up to date. */
  private async reload(userId: string): Promise<void> {
    const list = await this.counterpartiesOf(userId);
    if (!this.sockets.has(userId)) return;
    const current = new Set(list.values());
    for (const id of this.lists.get(userId)?.values() ?? []) if (!current.has(id)) this.unwatch(userId, id);
    for (const [alias, id] of list) this.watch(userId, id, alias);
    this.lists.set(userId, list);
    await this.compare([...current].filter((id) => this.watched.get(id)?.online === undefined));
  }

  private async counterpartiesOf(userId: string): Promise<Map<string, string>> {
    const list = new Map<string, string>();
    const known = await this.accounts.acquaintancesOf(userId);
    if (known.size === 0) return list;
    for (const alias of await this.inbox.recentCounterparties(userId)) {
      const account = await this.accounts.resolve(alias);
      if (account?.holderId && known.has(account.holderId)) list.set(alias, account.holderId);
    }
    return list;
  }

  /** Tells those who watch them what differs from what was told last. */
  private async compare(userIds: readonly string[]): Promise<void> {
    const online = await this.presence.online(userIds);
    for (const userId of userIds) {
      const watched = this.watched.get(userId);
      if (!watched) continue;
      watched.absent = online.has(userId) ? 0 : watched.absent + 1;
      const known = watched.online;
      if (known === true && watched.absent > 0 && watched.absent < ABSENT_LOOKS) continue;
      watched.online = watched.absent === 0;
      if (known !== undefined && known !== watched.online)
        for (const watcher of watched.watchers) this.tell(watcher, userId);
    }
  }

  private tell(watcher: string, userId: string): void {
    const { alias, online } = this.watched.get(userId) ?? {};
    if (alias !== undefined && online !== undefined)
      this.sockets.emit(userRoom(watcher), 'presence', { alias, online });
  }

  private watch(watcher: string, userId: string, alias: string): void {
    const watched = this.watched.get(userId) ?? { alias, online: undefined, absent: 0, watchers: new Set() };
    watched.watchers.add(watcher);
    this.watched.set(userId, watched);
  }

  private unwatch(watcher: string, userId: string): void {
    const watched = this.watched.get(userId);
    watched?.watchers.delete(watcher);
    if (watched?.watchers.size === 0) this.watched.delete(userId);
  }
}
