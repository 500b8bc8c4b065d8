import { hashOf } from './session-id';
import { pageOf, SESSION_CURSOR } from './session-page';
import type { ActiveSession } from './sessions.types';

function session(name: string, createdAt: number): ActiveSession {
  const at = new Date(createdAt);
  return { hash: hashOf(name), userId: 'u', createdAt: at, lastSeenAt: at, expiresAt: at, address: '', userAgent: '' };
}

describe('pageOf', () => {
  const sessions = [session('b', 2000), session('c', 3000), session('d', 3000), session('a', 1000)];

  it('walks all of them once, newest first, whatever the page size', () => {
    const all = pageOf(sessions, 10, undefined);
    expect(all.next).toBeNull();
    expect(all.items.map(({ createdAt }) => createdAt.getTime())).toEqual([3000, 3000, 2000, 1000]);
    for (const limit of [1, 2, 3, 4]) {
      const walked: ActiveSession[] = [];
      let cursor: string | undefined;
      do {
        const { items, next } = pageOf(sessions, limit, cursor);
        walked.push(...items);
        cursor = next ?? undefined;
        if (cursor) expect(cursor).toMatch(SESSION_CURSOR);
      } while (cursor);
      expect(walked).toEqual(all.items);
    }
  });

  it('goes on at the right place when the session of the cursor has ended', () => {
    const { items, next } = pageOf(sessions, 2, undefined);
    const left = sessions.filter((each) => each !== items[1]);
    expect(pageOf(left, 2, next ?? '').items.map(({ createdAt }) => createdAt.getTime())).toEqual([2000, 1000]);
  });
});
