import { handleOf } from './session-id';
import type { ActiveSession } from './sessions.types';

/** Creation time in milliseconds and handle of the last session of a page. */
export const SESSION_CURSOR = /^([0-9]{1,15})\.([0-9a-f]{32})$/;

export interface SessionsSlice {
  items: ActiveSession[];
  next: string | null;
}

/**
 * One page of a user's few sessions, newest first. It goes on after the cursor's place in the order, also when the
 * session that stood there has ended meanwhile.
 *
 * @param cursor of the form SESSION_CURSOR; the first page without one
 */
export function pageOf(sessions: ActiveSession[], limit: number, cursor: string | undefined): SessionsSlice {
  const ordered = sessions
    .map((session) => ({ session, place: placeOf(session) }))
    .sort((a, b) => comparePlaces(b.place, a.place));
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const rest = after ? ordered.filter(({ place }) => comparePlaces(place, after) < 0) : ordered;
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ session }) => session),
    next: last && rest.length > limit ? `${String(last.place.createdAt)}.${last.place.handle}` : null,
  };
}

interface Place {
  createdAt: number;
  handle: string;
}

function placeOf(session: ActiveSession): Place {
  return { createdAt: session.createdAt.getTime(), handle: handleOf(session.hash) };
}

function parseCursor(cursor: string): Place {
  const [, createdAt = '', handle = ''] = SESSION_CURSOR.exec(cursor) ?? [];
  return { createdAt: Number(createdAt), handle };
}

function comparePlaces(a: Place, b: Place): number {
  return a.createdAt - b.createdAt || (a.handle < b.handle ? -1 : a.handle > b.handle ? 1 : 0);
}
