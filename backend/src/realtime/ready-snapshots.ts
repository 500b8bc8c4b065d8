import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { AccountsService } from '../accounts/accounts.service';
import { InboxService } from '../notifications/inbox.service';
import { PodRegistry } from '../platform/lifecycle/pod-registry';
import { OpenSockets, userRoom } from './open-sockets';
import { PresenceWatch } from './presence-watch';
import type { Ready } from './realtime.events';

/** Snapshots read at once by one pod: after a failover thousands of clients come back, and transfers need the database too. */
const AT_ONCE = 4;
const RETRY_MS = 2000;
/** Users told per step when all of them are told, and the mean pause between steps. */
const STEP = 50;
const STEP_PAUSE_MS = 200;

/** Sends `ready`: where a user's accounts stand, after each connect and whenever pushes may have been missed. */
@Injectable()
export class ReadySnapshots {
  private readonly logger = new Logger(ReadySnapshots.name);
  /** Rooms that wait for a snapshot of a user: a new socket's own room, or all of the user's sockets. */
  private readonly waiting = new Map<string, string>();
  private running = 0;
  private telling = false;
  private tellAgain = false;

  constructor(
    private readonly sockets: OpenSockets,
    private readonly accounts: AccountsService,
    private readonly inbox: InboxService,
    private readonly watch: PresenceWatch,
    private readonly registry: PodRegistry,
  ) {}

  /** Sends a snapshot soon, to all of the user's sockets on this pod or to the given one. */
  request(userId: string, socketId?: string): void {
    this.waiting.set(socketId ?? userRoom(userId), userId);
    if (this.running < AT_ONCE) void this.work();
  }

  /** Sends one to everybody on this pod, a few at a time, so that not all pages ask for what is new at once. */
  async requestAll(): Promise<void> {
    this.tellAgain = true;
    if (this.telling) return;
    this.telling = true;
    while (this.tellAgain) {
      this.tellAgain = false;
      const users = this.sockets.users();
      for (let from = 0; from < users.length; from += STEP) {
        for (const userId of users.slice(from, from + STEP)) this.request(userId);
        await delay(STEP_PAUSE_MS * (0.5 + Math.random()), undefined, { ref: false });
      }
    }
    this.telling = false;
  }

  private async work(): Promise<void> {
    this.running += 1;
    for (let next = this.take(); next; next = this.take()) await this.send(next.room, next.userId);
    this.running -= 1;
  }

  private take(): { room: string; userId: string } | undefined {
    for (const [room, userId] of this.waiting) {
      this.waiting.delete(room);
      return { room, userId };
    }
    return undefined;
  }

  private async send(room: string, userId: string): Promise<void> {
    if (!this.sockets.has(userId)) return;
    try {
      await this.watch.begin(userId);
      this.sockets.emit(room, 'ready', await this.snapshot(userId));
    } catch (error) {
      // The client waits for its snapshot: it gets one as soon as there is one.
      this.logger.warn(`No snapshot for a socket: ${(error as Error).message}`);
      setTimeout(() => {
        this.request(userId, room === userRoom(userId) ? undefined : room);
      }, RETRY_MS).unref();
    }
  }

  private async snapshot(userId: string): Promise<Ready> {
    const [accounts, unread] = await Promise.all([
      this.accounts.accountsOf(userId).then((owned) => this.accounts.withBalances(owned)),
      this.inbox.unread(userId),
    ]);
    return {
      pod: this.registry.name,
      accounts: accounts.map(({ number, seq, balance }) => ({ number, seq, balance })),
      unread,
    };
  }
}
