import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { type Direction, Strike, type WireFault } from './faults';
import type { Weather } from './flow';
import { PostgresProtocol } from './postgres-protocol';
import type { Protocol } from './protocol';
import { WireConnection } from './wire-connection';

/** More than a busy machine keeps a client from sending what belongs together. */
const LONG_WAY_MS = 50;

/**
 * A way to a server that can be made to fail as networks do. Clients use `url` instead of the server's own; the server
 * need not be there yet, and may come and go. Several faults can hold at once.
 *
 * @example
 * const wire = await Wire.to(databaseUrl);
 * const strike = wire.strike({ kind: 'cut-at', moment: 'commit-confirmed' });
 * await strike.struck;
 * strike.end();
 * wire.close();
 */
export class Wire {
  private readonly connections = new Set<WireConnection>();
  private readonly strikes = new Set<Strike>();

  private constructor(
    private readonly target: URL,
    private readonly server: Server,
  ) {
    server.on('connection', (client) => {
      this.join(client);
    });
  }

  /** @param url the server's; `postgres:` makes a wire that knows the moments of a COMMIT */
  static async to(url: string): Promise<Wire> {
    // An end that one side has said must not end what the other still has to say.
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return new Wire(new URL(url), server);
  }

  /** The server's URL by this way. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
    return url.href.replace(/\/$/, '');
  }

  /** How many connections there are. */
  get size(): number {
    return this.connections.size;
  }

  /** Begins a fault, which holds until its `end`. */
  strike(fault: WireFault): Strike {
    const strike = new Strike(fault, (ended) => {
      this.lift(ended);
    });
    this.strikes.add(strike);
    if (fault.kind === 'cut') {
      for (const connection of this.connections) {
        strike.hit();
        connection.break();
      }
    }
    return strike;
  }

  /**
   * The next COMMIT is done, and the client hears nothing of its transaction from its last writes on: until then the way is
   * so long that the COMMIT has left before any of them is answered.
   *
   * @returns the cut
   */
  loseCommit(): Strike {
    const longWay = this.strike({ kind: 'delay', ms: LONG_WAY_MS });
    const strike = this.strike({ kind: 'cut-at', moment: 'commit-sent' });
    void strike.struck.then(() => {
      longWay.end();
    });
    return strike;
  }

  /** Ends all faults. */
  heal(): void {
    for (const strike of this.strikes) this.lift(strike);
  }

  /** Breaks all connections and takes no more. */
  close(): void {
    for (const connection of this.connections) connection.break();
    this.server.close();
  }

  private lift(strike: Strike): void {
    if (!this.strikes.delete(strike)) return;
    for (const connection of this.connections) connection.clear(strike);
  }

  private join(client: Socket): void {
    const refusal = this.found('cut', 'refuse');
    if (refusal) {
      refusal.hit();
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const server = connect({
      host: this.target.hostname,
      port: Number(this.target.port),
      allowHalfOpen: true,
      noDelay: true,
    });
    const connection = new WireConnection(client, server, this.protocol(), {
      weather: (direction) => this.weather(direction),
      frozen: (direction) => this.freezes(direction).length > 0,
      strikes: this.strikes,
    });
    this.connections.add(connection);
    connection.whenGone(() => this.connections.delete(connection));
  }

  private protocol(): Protocol | undefined {
    return /^postgres(ql)?:$/.test(this.target.protocol) ? new PostgresProtocol() : undefined;
  }

  private found(...kinds: WireFault['kind'][]): Strike | undefined {
    return [...this.strikes].find(({ fault }) => kinds.includes(fault.kind));
  }

  private freezes(direction: Direction): Strike[] {
    return [...this.strikes].filter(
      ({ fault }) => fault.kind === 'freeze' && (fault.direction ?? direction) === direction,
    );
  }

  private weather(direction: Direction): Weather {
    const weather: Weather = { delayMs: 0, bytesPerSecond: 0 };
    for (const freeze of this.freezes(direction)) freeze.hit();
    for (const strike of this.strikes) {
      const { fault } = strike;
      if (fault.kind === 'delay') weather.delayMs += fault.ms + Math.random() * (fault.jitterMs ?? 0);
      else if (fault.kind === 'throttle') weather.bytesPerSecond = fault.bytesPerSecond;
      else continue;
      strike.hit();
    }
    return weather;
  }
}
