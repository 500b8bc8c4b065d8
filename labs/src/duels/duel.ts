import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'pg';
import type { Premises } from '../database/premises';
import type { Session } from '../database/session';
import type { DuelState, Form, Row, SideName } from './duel.types';
import type { DuelCase, Program } from './program';
import { Side } from './side';

const LOOK_EVERY_MS = 10;

/** Two database sessions, stepped by hand in any order. */
export class Duel {
  readonly id = randomBytes(6).toString('hex');
  private readonly events = new EventEmitter().setMaxListeners(0);
  private turn: Promise<unknown> = Promise.resolve();
  private seen: Row[] = [];
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly duelCase: DuelCase,
    private readonly form: Form,
    private readonly observer: Session,
    private readonly sides: Record<SideName, Side>,
    private readonly schema: string,
  ) {}

  static async open(duelCase: DuelCase, form: Form, premises: Premises): Promise<Duel> {
    const schema = `duel_${randomBytes(6).toString('hex')}`;
    const sessions: Session[] = [];
    try {
      for (const name of ['observer', 'left', 'right']) {
        // Amounts as the database writes them, with their cents.
        sessions.push(await premises.session(`duel ${name}`, { types }));
      }
      const [observer, left, right] = sessions as [Session, Session, Session];
      await observer.query(`CREATE SCHEMA ${schema}`);
      for (const session of sessions) await session.query(`SET search_path = ${schema}`);
      // People think longer between two steps than a program may.
      for (const session of [left, right])
        await session.query('SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0');
      await observer.query(duelCase.setup);
      const programs = duelCase.sides[form];
      const duel = new Duel(
        duelCase,
        form,
        observer,
        { left: new Side(left, orEnded(programs.left())), right: new Side(right, orEnded(programs.right())) },
        schema,
      );
      await duel.look();
      return duel;
    } catch (error) {
      await Promise.all(sessions.map((session) => session.close()));
      throw error;
    }
  }

  get state(): DuelState {
    const { id, form, seen } = this;
    const [left, right] = [this.sides.left.state, this.sides.right.state];
    const outcomes = [left.outcome, right.outcome].filter((outcome) => outcome !== null);
    const verdict = outcomes.length === 2 ? this.duelCase.judge(seen, outcomes) : null;
    return { id, case: this.duelCase.name, form, left, right, seen, verdict };
  }

  watch(listener: (state: DuelState) => void): () => void {
    this.events.on('state', listener);
    return () => this.events.off('state', listener);
  }

  /** Whether this side has a step to take now. */
  canStep(name: SideName): boolean {
    return this.sides[name].state.next !== null;
  }

  /** Takes a step of one side; returns what is then, once both sides are answered or wait for each other. */
  step(name: SideName): Promise<DuelState> {
    const turn = this.turn.then(async () => {
      this.sides[name].advance();
      await this.settle();
      await this.look();
      this.events.emit('state', this.state);
      return this.state;
    });
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  /** Leaves no session, lock or table. */
  close(): Promise<void> {
    this.closed ??= this.leave();
    return this.closed;
  }

  private async leave(): Promise<void> {
    const { left, right } = this.sides;
    // A statement that waits would keep its connection open.
    const pids = [left.session.pid, right.session.pid];
    await this.observer
      .query('SELECT pg_terminate_backend(pid, 2000) FROM unnest($1::int[]) AS pid', [pids])
      .catch(() => undefined);
    await Promise.all([left.session.close(), right.session.close()]);
    await this.observer.query(`DROP SCHEMA IF EXISTS ${this.schema} CASCADE`).catch(() => undefined);
    await this.observer.close();
  }

  /** Waits for answers; ends as well when the only side without one waits for the other, which has to step first. */
  private async settle(): Promise<void> {
    const { left, right } = this.sides;
    for (;;) {
      const pending = [left, right].filter((side) => side.pending !== undefined);
      if (pending.length === 0) return;
      const blocked = await this.blocked(pending);
      for (const side of blocked) if (side.pending) side.wait();
      // Both waiting for each other is a deadlock, which the database ends.
      if (pending.length === 1 && blocked.length === 1 && pending[0]?.waiting) return;
      await Promise.race([...pending.map((side) => side.pending), delay(LOOK_EVERY_MS)]);
    }
  }

  private async blocked(pending: Side[]): Promise<Side[]> {
    const { left, right } = this.sides;
    const { rows } = await this.observer.query<{ pid: number }>(BLOCKED, [pending.map(({ session }) => session.pid)]);
    return [left, right].filter(({ session }) => rows.some(({ pid }) => pid === session.pid));
  }

  private async look(): Promise<void> {
    this.seen = (await this.observer.query<Row>(this.duelCase.look)).rows;
  }
}

const BLOCKED = 'SELECT pid FROM unnest($1::int[]) AS pid WHERE cardinality(pg_blocking_pids(pid)) > 0';

/** What the database ends and the program does not expect is rolled back. */
function* orEnded(program: Program): Program {
  try {
    return yield* program;
  } catch {
    yield 'ROLLBACK';
    return 'ended-by-database';
  }
}
