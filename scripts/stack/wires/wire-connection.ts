import type { Socket } from 'node:net';
import type { Direction, Moment, Strike } from './faults';
import { Flow, type Weather } from './flow';
import type { Protocol, Sighting } from './protocol';

export interface Surroundings {
  weather: (direction: Direction) => Weather;
  frozen: (direction: Direction) => boolean;
  /** Those that hold now. */
  strikes: ReadonlySet<Strike>;
}

/** Where a piece is to be cut, and how the server's side ends. */
interface Cut {
  /** So many bytes of the piece pass. */
  passes: number;
  server: 'broken' | 'ended in order';
}

/** A client's connection, the one to the server that belongs to it, and what passes between them. */
export class WireConnection {
  private readonly flows: Record<Direction, Flow>;
  /** Faults by which something of it was lost. */
  private readonly losses = new Set<Strike>();

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly protocol: Protocol | undefined,
    private readonly around: Surroundings,
  ) {
    const flow = (from: Socket, to: Socket, direction: Direction): Flow =>
      new Flow(from, to, {
        weather: () => around.weather(direction),
        frozen: () => around.frozen(direction),
        pass: (piece) => this.pass(piece, direction),
      });
    this.flows = { up: flow(client, server, 'up'), down: flow(server, client, 'down') };
    for (const socket of [client, server]) socket.on('error', () => undefined);
  }

  whenGone(gone: () => void): void {
    let open = 2;
    for (const socket of [this.client, this.server])
      socket.once('close', () => {
        open -= 1;
        if (open === 0) gone();
      });
  }

  /** Both sides see it reset. */
  break(): void {
    this.stop();
    this.server.resetAndDestroy();
    this.client.resetAndDestroy();
  }

  /** To be told that a fault has ended. */
  clear(strike: Strike): void {
    if (this.losses.has(strike)) this.break();
    else for (const flow of Object.values(this.flows)) flow.pump();
  }

  private stop(): void {
    for (const flow of Object.values(this.flows)) flow.stop();
  }

  private pass(piece: Buffer, direction: Direction): Buffer | undefined {
    // Shown also what is then lost: how many messages the next piece begins with depends on it.
    const sightings = direction === 'up' ? this.protocol?.fromClient(piece) : this.protocol?.fromServer(piece);
    for (const strike of this.around.strikes) {
      const { fault } = strike;
      if (fault.kind === 'drop' && (fault.direction ?? direction) === direction) {
        strike.hit();
        this.losses.add(strike);
        return undefined;
      }
      if (fault.kind !== 'cut-at' || piece.length === 0 || strike.hits >= (fault.times ?? 1)) continue;
      const cut = cutOf(piece, direction, fault.moment, sightings ?? []);
      if (!cut) continue;
      strike.hit();
      this.cut(piece.subarray(0, cut.passes), direction, cut.server);
      return undefined;
    }
    return piece;
  }

  private cut(last: Buffer, direction: Direction, server: Cut['server']): void {
    this.stop();
    if (direction === 'down') {
      if (last.length > 0) this.client.end(last);
      else this.client.resetAndDestroy();
      this.server.resetAndDestroy();
      return;
    }
    this.client.resetAndDestroy();
    // A reset would make the server's system throw away what it has not read yet.
    if (server === 'ended in order') this.server.end(last).resume();
    else this.server.write(last, () => this.server.resetAndDestroy());
  }
}

function cutOf(piece: Buffer, direction: Direction, moment: Moment, sightings: Sighting[]): Cut | undefined {
  const at = (what: Sighting['what']): Sighting | undefined => sightings.find((sighting) => sighting.what === what);
  switch (moment) {
    case 'request':
      return direction === 'up' ? { passes: Math.floor(piece.length / 2), server: 'broken' } : undefined;
    case 'answer':
      return direction === 'down' ? { passes: 0, server: 'broken' } : undefined;
    case 'commit': {
      const commit = at('commit');
      return commit && { passes: commit.end - 1, server: 'broken' };
    }
    case 'commit-sent': {
      const commit = at('commit');
      return commit && { passes: commit.end, server: 'ended in order' };
    }
    case 'commit-confirmed': {
      const confirmation = at('confirmation');
      return confirmation && { passes: Math.max(0, confirmation.start), server: 'broken' };
    }
  }
}
