import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'A page that comes back is told where its accounts stood before',
  kind: 'realtime',
  pods: 1,
  shows: 'on sockets',
  edit: {
    file: 'realtime/ready-snapshots.ts',
    find: `  private async snapshot(userId: string): Promise<Ready> {
    const [accounts, unread] = await Promise.all([`,
    replace: `  private readonly recent = new Map<string, Promise<Ready>>();

  /** Somebody who loads the page anew, or opens it twice, gets what was read a moment ago. */
  private snapshot(userId: string): Promise<Ready> {
    const snapshot = this.recent.get(userId) ?? this.read(userId);
    if (!this.recent.has(userId)) setTimeout(() => this.recent.delete(userId), 15_000).unref();
    this.recent.set(userId, snapshot);
    return snapshot;
  }

  private async read(userId: string): Promise<Ready> {
    const [accounts, unread] = await Promise.all([`,
  },
  killedBy: {
    file: 'backend/test/realtime/notifications.spec.ts',
    name: 'catching up after a lost connection finds all entries by the last seq known',
  },
  starter: false,
  review: {
    title: 'Read one snapshot per user in a quarter of a minute',
    description: `After a failover every page comes back at once, many of them twice, and each reads balances and unread counts. A snapshot
is now shared by all connections of a user for fifteen seconds. Pushes are not affected.`,
  },
};
