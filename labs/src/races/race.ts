import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Premises } from '../database/premises';
import type { Session } from '../database/session';
import { WAYS } from '../ways/catalogue';
import type { WayName } from '../ways/way';
import { type Ground, TableGround } from './ground';
import { Lane } from './lane';
import { LedgerGround } from './ledger-ground';
import type { RaceChoice, RaceState } from './race.types';

const ROUNDS = 3;
const LOOK_EVERY_MS = 200;
/** How long payments may go on after their turn, such as those that wait for each other, before they are cut off. */
const GRACE_MS = 2000;
/** Beside one for each client: the observer, and the keeper of the tables. */
const FURTHER_SESSIONS = 2;
/** Those that the bank's ledger has of its own: one that pays, one while its tables are made. */
const LEDGER_SESSIONS = 2;

export function sessionsFor({ clients, ways }: RaceChoice): number {
  return clients + FURTHER_SESSIONS + (ways.includes('batched') ? LEDGER_SESSIONS : 0);
}

/** One race: every way on tables of its own, one at a time, in rounds, with the same orders. */
export class Race {
  readonly id = randomBytes(6).toString('hex');
  /** Resolves once it is over and nothing of it is left in the database. */
  readonly over: Promise<void>;
  private readonly events = new EventEmitter().setMaxListeners(0);
  private readonly abort = new AbortController();
  private lanes: Lane[] = [];
  private phase: RaceState['phase'] = 'preparing';
  private round = 0;
  private began = performance.now();
  private ended: number | undefined;
  private problem: string | null = null;

  constructor(
    readonly choice: RaceChoice,
    private readonly premises: Premises,
  ) {
    this.over = this.run();
  }

  get state(): RaceState {
    const { id, choice, phase, round, problem } = this;
    const totalMs = choice.seconds * 1000 * choice.ways.length;
    const elapsedMs = this.phase === 'preparing' ? 0 : (this.ended ?? performance.now()) - this.began;
    const lanes = this.lanes.map((lane) => lane.state);
    return { id, choice, phase, round, rounds: ROUNDS, elapsedMs, totalMs, lanes, problem };
  }

  get isOver(): boolean {
    return this.ended !== undefined;
  }

  /** Calls with every change from now on, the last one included; returns how to end that. */
  watch(listener: (state: RaceState) => void): () => void {
    this.events.on('state', listener);
    return () => this.events.off('state', listener);
  }

  cancel(): Promise<void> {
    this.abort.abort();
    return this.over;
  }

  private async run(): Promise<void> {
    const sessions: Session[] = [];
    const open = async (name: string): Promise<Session> => {
      const session = await this.premises.session(name);
      sessions.push(session);
      return session;
    };
    try {
      const [observer, keeper] = [await open('observer'), await open('keeper')];
      const clients = await Promise.all(this.clientNames().map(open));
      this.lanes = this.choice.ways.map((way, index) => {
        const schema = `race_${this.id}_${String(index + 1)}`;
        return new Lane(way, this.groundOf(way, schema, keeper), this.choice);
      });
      for (const lane of this.lanes) await lane.prepare(observer);
      await this.compete(clients, observer);
      this.phase = this.isCancelled() ? 'cancelled' : 'done';
    } catch (error) {
      this.phase = 'failed';
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      await this.leave(sessions);
      this.ended = performance.now();
      this.tell();
    }
  }

  private groundOf(way: WayName, schema: string, keeper: Session): Ground {
    if (way === 'batched') return new LedgerGround(schema, this.premises.url, this.choice, keeper);
    return new TableGround(schema, WAYS[way], this.choice, keeper);
  }

  private isCancelled(): boolean {
    return this.abort.signal.aborted;
  }

  private clientNames(): string[] {
    return Array.from({ length: this.choice.clients }, (_, index) => `client ${String(index + 1)}`);
  }

  private async compete(clients: readonly Session[], observer: Session): Promise<void> {
    this.began = performance.now();
    this.phase = 'running';
    const turnMs = (this.choice.seconds * 1000) / ROUNDS;
    for (this.round = 1; this.round <= ROUNDS && !this.isCancelled(); this.round++) {
      // Each round begins with another way, so that none is always the first.
      const first = (this.round - 1) % this.lanes.length;
      for (const lane of [...this.lanes.slice(first), ...this.lanes.slice(0, first)]) {
        if (this.isCancelled()) break;
        await this.turn(lane, clients, observer, turnMs);
      }
    }
    this.round = ROUNDS;
  }

  /** One way's turn, looked at all the while and once more in the end. */
  private async turn(lane: Lane, clients: readonly Session[], observer: Session, turnMs: number): Promise<void> {
    const paid = lane.run(clients, turnMs, this.abort.signal);
    const began = performance.now();
    let isOver = false;
    while (!isOver) {
      await lane.look(observer);
      this.tell();
      if (this.isCancelled() || performance.now() - began > turnMs + GRACE_MS)
        await observer.query(CUT_OFF, [clients.map(({ pid }) => pid)]);
      isOver = await Promise.race([paid.then(() => true), delay(LOOK_EVERY_MS, false)]);
    }
    await lane.look(observer);
    this.tell();
  }

  /** Tables first, then the connections; those of a server that is away are gone with it. */
  private async leave(sessions: readonly Session[]): Promise<void> {
    const clients = sessions.slice(FURTHER_SESSIONS);
    await Promise.all(clients.map((session) => session.close()));
    for (const lane of this.lanes) await lane.remove().catch(() => undefined);
    await Promise.all(sessions.map((session) => session.close()));
  }

  private tell(): void {
    this.events.emit('state', this.state);
  }
}

/** Whoever waits; who is between two statements ends by itself. */
const CUT_OFF =
  'SELECT pg_cancel_backend(pid) FROM unnest($1::int[]) AS pid WHERE cardinality(pg_blocking_pids(pid)) > 0';
