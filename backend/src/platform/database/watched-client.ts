import type { Socket } from 'node:net';
import { Client } from 'pg';

/** Parts of pg's client that its types leave out. */
interface ClientInternals {
  connection: { stream: Socket };
  /** False while the server owes an answer. */
  readyForQuery: boolean;
}

/**
 * A connection that is cut when the server owes an answer and sends nothing for too long, as one that hangs does. pg's
 * own `query_timeout` would give up the query but keep the connection, and drop a ROLLBACK that waits behind it: the pool
 * would hand on a connection within a transaction of somebody else.
 */
export function watchedClient(silenceMs: number): typeof Client {
  return class WatchedClient extends Client {
    constructor(...args: ConstructorParameters<typeof Client>) {
      super(...args);
      this.once('connect', () => {
        const client = this as unknown as ClientInternals;
        const { stream } = client.connection;
        stream.setTimeout(silenceMs, () => {
          if (!client.readyForQuery) stream.destroy(silence(silenceMs));
        });
      });
    }
  };
}

function silence(ms: number): Error {
  return Object.assign(new Error(`PostgreSQL did not answer for ${String(ms)} ms`), { code: 'ETIMEDOUT' });
}
