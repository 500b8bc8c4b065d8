import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { BASE_URL } from '@banking-demo/testkit/bank';
import { until } from '@banking-demo/testkit/until';

/** A WebSocket by hand, for what no socket.io client does. Packets are those of socket.io, as text. */
export class RawSocket {
  private received = '';
  private ended = false;

  private constructor(private readonly connection: Socket) {
    connection.setEncoding('latin1');
    connection.on('data', (text: string) => (this.received += text));
    connection.on('close', () => (this.ended = true));
    // A connection that is cut may be so while it is written to.
    connection.on('error', () => undefined);
  }

  /** Resolves once the server has taken the connection; nothing was said of who it is then. */
  static async open(url = BASE_URL, headers: Record<string, string> = {}): Promise<RawSocket> {
    const { hostname, port, host } = new URL(url);
    const connection = connect(Number(port || 80), hostname);
    await once(connection, 'connect');
    const socket = new RawSocket(connection);
    const lines = Object.entries({
      Host: host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`);
    connection.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    await until(() => socket.closed || socket.has('0{"sid"'));
    return socket;
  }

  get closed(): boolean {
    return this.ended;
  }

  /** Whether the server has sent this. */
  has(text: string): boolean {
    return this.received.includes(text);
  }

  /** How many packets that begin so the server has sent. */
  answers(packet: string): number {
    return this.received.split(packet).length - 1;
  }

  /** Says who it is. */
  signIn(sessionId: string): void {
    this.send(`40${JSON.stringify({ sessionId })}`);
  }

  /** Sends a packet so many times, in one go. */
  send(packet: string, times = 1): void {
    const frame = Buffer.concat([
      Buffer.from([0x81, 0x80 | packet.length, 0, 0, 0, 0]),
      // Masked with zeros, which leave it as it is.
      Buffer.from(packet),
    ]);
    this.connection.write(Buffer.concat(new Array<Buffer>(times).fill(frame)));
  }

  close(): void {
    this.connection.destroy();
  }
}
