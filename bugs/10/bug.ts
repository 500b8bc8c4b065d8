import type { Bug } from '../bug.types';

export const bug: Bug = {
  title: 'Ending the other sessions spares the newest one',
  kind: 'identity',
  pods: 1,
  shows: 'in answers',
  edit: {
    file: 'sessions/session.store.ts',
    find: `    const hashes = await this.hashes(userId);
    await Promise.all(hashes.filter((hash) => hash !== keepHash).map((hash) => this.end(userId, hash, reason)));`,
    replace: `    // In the order of their expiry: the last one is the one in use.
    const older = (await this.hashes(userId)).slice(0, -1);
    await Promise.all(older.filter((hash) => hash !== keepHash).map((hash) => this.end(userId, hash, reason)));`,
  },
  killedBy: {
    file: 'backend/test/api/sessions.spec.ts',
    name: 'DELETE /sessions ends all others on every pod and keeps this one',
  },
  starter: false,
  review: {
    title: 'Do not consider the session in use for ending',
    description: `\`endOthers\` walks all sessions of a user and leaves the current one out by its hash. The index is sorted by expiry and every
use renews a session, so the current one is always the last: it need not even be looked at.`,
  },
};
