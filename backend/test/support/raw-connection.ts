import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const open = new Set<RawConnection>();

/** A TCP connection on which a test says whatever it likes, right or wrong. */
export class RawConnection {
  received = '';
  closed = false;
  private changed: () => void = () => undefined;

  private constructor(readonly socket: Socket) {
    open.add(this);
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.received += text;
      this.changed();
    });
    // A reset is one of the ways in which a server says that it has had enough.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(this);
      this.closed = true;
      this.changed();
    });
  }

  /** @param url the server's */
  static async to(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const connection = new RawConnection(socket);
    await once(socket, 'connect');
    return connection;
  }

  say(what: string | Buffer): void {
    if (this.socket.writable) this.socket.write(what);
  }

  /** Says no more, and hears on. */
  end(): void {
    this.socket.end();
  }

  /** Statuses of the answers so far; each begins right where the body of the one before it ended. */
  get statuses(): number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  }

  /** Waits for what the server says or does; the test's own time-out is the bound. */
  async until(holds: (connection: this) => boolean): Promise<void> {
    while (!holds(this)) await new Promise<void>((resolve) => (this.changed = resolve));
  }

  close(): void {
    this.socket.destroy();
  }
}

/** For `afterEach`. */
export function closeConnections(): void {
  for (const connection of open) connection.close();
}

/** Memory that a process has in use, in megabytes. */
export function memoryOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
