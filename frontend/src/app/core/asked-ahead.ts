import type { Me } from '../api/models/me';

/** What the page's first script, tools/start.js, asked for while the other scripts were on their way. */
interface AskedAhead {
  session: string;
  /** Undefined where nothing came. */
  me: Promise<Response | undefined>;
}

declare global {
  var bankAskedAhead: AskedAhead | undefined;
}

/** Who is signed in, where that was asked ahead for this session. Given once: later it would be old. */
export async function meAskedAhead(session: string | null): Promise<Me | null> {
  const asked = globalThis.bankAskedAhead;
  globalThis.bankAskedAhead = undefined;
  if (asked?.session !== session) return null;
  const answer = await asked.me;
  return answer?.ok ? ((await answer.json()) as Me) : null;
}
