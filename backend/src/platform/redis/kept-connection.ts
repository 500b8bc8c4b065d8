import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Cluster, type Redis } from 'ioredis';

/** Between two tries to connect. */
const PAUSE_MS = 200;
const STARTUP_TIMEOUT_MS = 30_000;

/**
 * A plain connection to one server of the bank's Redis, of its own. When it is lost another one is opened, to whichever
 * server answers then.
 */
export class KeptConnection {
  private readonly logger = new Logger('Redis');
  private connection: Redis | undefined;
  private closed = false;

  /**
   * @param redis the client whose servers and credentials to use
   * @param prepare makes a new connection ready for its use; one that it rejects is given up
   */
  constructor(
    private readonly redis: Redis,
    private readonly prepare: (connection: Redis) => Promise<unknown>,
  ) {}

  /** The connection that can be used now; undefined while there is none. */
  get current(): Redis | undefined {
    return this.connection?.status === 'ready' ? this.connection : undefined;
  }

  /**
   * Opens the first connection.
   *
   * @throws Error as Redis gives it: at once when it refuses what the connection is for, else when none could be opened
   */
  async open(): Promise<void> {
    const deadline = performance.now() + STARTUP_TIMEOUT_MS;
    for (;;)
      try {
        await this.connect();
        return;
      } catch (error) {
        if (isRefusal(error) || performance.now() > deadline) throw error;
        await pause();
      }
  }

  /** An idle connection does not notice by itself that its server is gone; one that does not answer this is replaced. */
  async ping(): Promise<void> {
    await this.connection?.ping().catch(() => undefined);
  }

  close(): void {
    this.closed = true;
    this.connection?.disconnect();
  }

  private async connect(): Promise<void> {
    const connection = plainConnection(this.redis);
    try {
      await connection.connect();
      await this.prepare(connection);
      if (connection.status !== 'ready' || this.closed) throw new Error('the connection was lost at once');
    } catch (error) {
      connection.disconnect();
      throw error;
    }
    this.connection = connection;
    connection.once('end', () => void this.reconnect());
  }

  private async reconnect(): Promise<void> {
    let refused = false;
    while (!this.closed)
      try {
        await this.connect();
        return;
      } catch (error) {
        // That Redis is away the pod's main connection says in the log.
        if (isRefusal(error) && !refused) this.logger.error(`Redis refuses messages between pods: ${error.message}`);
        refused = isRefusal(error);
        await pause();
      }
  }
}

/** Whether the user lacks the right to a command or channel. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.message.startsWith('NOPERM');
}

function pause(): Promise<void> {
  return delay(PAUSE_MS * (0.5 + Math.random()), undefined, { ref: false });
}

/** Not yet connected. Commands fail at once without the connection, which is not opened again. */
function plainConnection(redis: Redis): Redis {
  const [server] = serversOf(redis).sort(() => Math.random() - 0.5);
  if (!server) throw new Error('no server of the cluster is known right now');
  const connection = server.duplicate({
    lazyConnect: true,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    // Its INFO would fail on a connection that subscribes.
    enableReadyCheck: false,
    autoResubscribe: false,
  });
  connection.on('error', () => undefined);
  return connection;
}

/** Each server of a cluster, or the one that a client is for. */
export function serversOf(redis: unknown): Redis[] {
  return redis instanceof Cluster ? redis.nodes() : [redis as Redis];
}
