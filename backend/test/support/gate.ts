import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server that a test can shut and open again, as a network would: for those who go through it, it is away. */
export class Gate {
  private readonly connections = new Set<Socket>();
  private shutNow = false;

  private constructor(
    private readonly target: URL,
    private readonly server: Server,
  ) {
    server.on('connection', (client) => {
      this.join(client);
    });
  }

  static async to(url: string): Promise<Gate> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Gate(new URL(url), server);
  }

  /** The server's URL by this way. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    return url.toString();
  }

  /** Breaks all connections and lets no new one through. */
  shut(): void {
    this.shutNow = true;
    for (const connection of this.connections) connection.destroy();
  }

  /** Lets no new connection through and leaves those there are. */
  hold(): void {
    this.shutNow = true;
  }

  open(): void {
    this.shutNow = false;
  }

  close(): void {
    this.shut();
    this.server.close();
  }

  private join(client: Socket): void {
    if (this.shutNow) {
      client.destroy();
      return;
    }
    const server = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.connections.add(from);
      from.pipe(to);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.connections.delete(from);
        to.destroy();
      });
    }
  }
}
