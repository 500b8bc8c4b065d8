import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { WireFault } from './faults';
import { Wire } from './wire';

/** Answers what it is sent, and keeps it. */
class Echo {
  received = '';
  readonly sockets: Socket[] = [];
  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined).on('data', (piece: Buffer) => (this.received += piece.toString()));
      socket.pipe(socket);
    });
  }

  static async start(): Promise<Echo> {
    const server = createServer();
    const echo = new Echo(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return echo;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

/** A client that keeps what it hears. */
class Caller {
  heard = '';
  error: string | undefined;
  closed = false;
  private changed: () => void = () => undefined;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.heard += text;
      this.changed();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => (this.error = error.code));
    socket.on('close', () => {
      this.closed = true;
      this.changed();
    });
  }

  static async through(wire: Wire): Promise<Caller> {
    const socket = connect({ port: Number(new URL(wire.url).port), host: '127.0.0.1' });
    const caller = new Caller(socket);
    await once(socket, 'connect').catch(() => undefined);
    return caller;
  }

  say(text: string): void {
    this.socket.write(text);
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.changed = resolve));
  }

  hears(text: string): Promise<void> {
    return this.until(() => this.heard.includes(text));
  }

  breaks(): Promise<void> {
    return this.until(() => this.closed);
  }
}

describe('a wire', () => {
  let echo: Echo;
  let wire: Wire;
  const callers: Caller[] = [];

  beforeEach(async () => {
    echo = await Echo.start();
    wire = await Wire.to(echo.url);
  });
  afterEach(() => {
    for (const { socket } of callers.splice(0)) socket.destroy();
    wire.close();
    echo.stop();
  });

  async function caller(): Promise<Caller> {
    const made = await Caller.through(wire);
    callers.push(made);
    return made;
  }

  async function talking(): Promise<Caller> {
    const made = await caller();
    made.say('hello');
    await made.hears('hello');
    return made;
  }

  /** What could pass the wire has passed it when others went to and fro beside it. */
  async function timeToPass(): Promise<void> {
    const beside = await Wire.to(echo.url);
    const other = await Caller.through(beside);
    for (let turn = 0; turn < 20; turn++) {
      other.say(`<${String(turn)}>`);
      await other.hears(`<${String(turn)}>`);
    }
    beside.close();
  }

  async function expectWellAgain(): Promise<void> {
    const again = await talking();
    again.say(' again');
    await again.hears('hello again');
  }

  it('passes everything both ways, in order, also much of it', async () => {
    const { socket } = await caller();
    const sent = Array.from({ length: 200_000 }, (_, i) => String(i)).join(' ');
    let received = '';
    socket.on('data', (text: string) => (received += text));
    socket.end(sent);
    await once(socket, 'end');
    expect(received === sent).toBe(true);
  });

  it('keeps path and credentials of the URL', async () => {
    const other = await Wire.to('redis://:secret@10.0.0.1:6379');
    expect(other.url).toMatch(/^redis:\/\/:secret@127\.0\.0\.1:\d+$/);
    other.close();
    expect(wire.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('breaks a client whose server is not there', async () => {
    echo.stop();
    await (await caller()).breaks();
  });

  it('passes on that a server died', async () => {
    const client = await talking();
    for (const socket of echo.sockets) socket.resetAndDestroy();
    await client.breaks();
    expect(client.error).toBe('ECONNRESET');
  });

  it('ends with its client', async () => {
    const client = await talking();
    const [server] = echo.sockets;
    client.socket.destroy();
    if (server && !server.closed) await once(server, 'close');
    expect(server?.closed).toBe(true);
  });

  it('delays, keeping the order, until the end', async () => {
    const client = await talking();
    const strike = wire.strike({ kind: 'delay', ms: 60, jitterMs: 40 });
    const started = performance.now();
    for (const text of ['a', 'b', 'c', 'd']) client.say(text);
    await client.hears('helloabcd');
    // There and back.
    expect(performance.now() - started).toBeGreaterThanOrEqual(119);
    expect(strike.hits).toBeGreaterThan(0);
    strike.end();
    const hits = strike.hits;
    await expectWellAgain();
    expect(strike.hits).toBe(hits);
  });

  it('carries no more than its throttle', async () => {
    const client = await talking();
    const strike = wire.strike({ kind: 'throttle', bytesPerSecond: 10_000 });
    const started = performance.now();
    client.say('x'.repeat(1000));
    await client.hears('x'.repeat(1000));
    expect(performance.now() - started).toBeGreaterThanOrEqual(199);
    strike.end();
    await expectWellAgain();
  });

  it.each(['up', 'down', undefined] as const)(
    'frozen (%s) lets nothing pass, and everything afterwards',
    async (way) => {
      const client = await talking();
      const strike = wire.strike({ kind: 'freeze', ...(way && { direction: way }) });
      client.say(' later');
      await strike.struck;
      expect(client.heard).toBe('hello');
      strike.end();
      await client.hears('hello later');
      expect(client.closed).toBe(false);
    },
  );

  it('frozen tells nobody that the other side has gone', async () => {
    const client = await talking();
    const strike = wire.strike({ kind: 'freeze' });
    for (const socket of echo.sockets) socket.destroy();
    await strike.struck;
    await timeToPass();
    expect(client.closed).toBe(false);
    strike.end();
    await client.breaks();
  });

  it.each([
    ['up', 'hello'],
    ['down', 'hello lost'],
  ] as const)('drops what is sent %s, and then breaks what lost something', async (direction, received) => {
    const [client, quiet] = [await talking(), await caller()];
    const strike = wire.strike({ kind: 'drop', direction });
    client.say(' lost');
    await strike.struck;
    await timeToPass();
    expect([client.heard, echo.received.replace(/<.*/, '')]).toEqual(['hello', received]);
    strike.end();
    await client.breaks();
    quiet.say('hello');
    await quiet.hears('hello');
  });

  it('cut breaks all there are and all that come', async () => {
    const client = await talking();
    const strike = wire.strike({ kind: 'cut' });
    await client.breaks();
    expect(client.error).toBe('ECONNRESET');
    const late = await caller();
    await late.breaks();
    expect(strike.hits).toBe(2);
    strike.end();
    await expectWellAgain();
  });

  it('refuses those that come and leaves those there are', async () => {
    const client = await talking();
    const strike = wire.strike({ kind: 'refuse' });
    await (await caller()).breaks();
    client.say(' still');
    await client.hears('hello still');
    strike.end();
    await expectWellAgain();
  });

  it('cuts in the middle of a request, once', async () => {
    const client = await talking();
    echo.received = '';
    const strike = wire.strike({ kind: 'cut-at', moment: 'request' });
    client.say('12345678');
    await client.breaks();
    expect(['', '1234']).toContain(echo.received);
    expect(client.heard).toBe('hello');
    await expectWellAgain();
    expect(strike.hits).toBe(1);
  });

  it('cuts before an answer, as often as told', async () => {
    const strike = wire.strike({ kind: 'cut-at', moment: 'answer', times: 2 });
    for (const text of ['one', 'two']) {
      const client = await caller();
      client.say(text);
      await client.breaks();
      expect(client.heard).toBe('');
      expect(echo.received).toContain(text);
    }
    await expectWellAgain();
    strike.end();
  });

  it('cuts at no moment that has not come when it ends', async () => {
    const client = await talking();
    wire.strike({ kind: 'cut-at', moment: 'request' }).end();
    client.say(' on');
    await client.hears('hello on');
  });

  it('bears several faults at once and heals from all', async () => {
    const client = await talking();
    const faults: WireFault[] = [{ kind: 'freeze' }, { kind: 'delay', ms: 5 }, { kind: 'refuse' }];
    const strikes = faults.map((fault) => wire.strike(fault));
    client.say(' both');
    await Promise.all(strikes.slice(0, 2).map(({ struck }) => struck));
    wire.heal();
    await client.hears('hello both');
    await expectWellAgain();
  });
});
