import type { Session } from '../database/session';
import { sqlState } from '../database/sql-state';
import type { Answer, Outcome, Row, SideState, Step } from './duel.types';
import type { Program } from './program';

/** One of the two sessions of a duel, and the program that it runs step by step. */
export class Side {
  waiting = false;
  outcome: Outcome | null = null;
  /** Settles when the statement under way is answered. */
  pending: Promise<void> | undefined;
  private next: string | null = null;
  private readonly steps: Step[] = [];

  constructor(
    readonly session: Session,
    private readonly program: Program,
  ) {
    this.resume(program.next());
  }

  get state(): SideState {
    const { steps, next, outcome } = this;
    const status = outcome !== null ? 'done' : this.waiting ? 'waiting' : 'ready';
    return { status, steps: [...steps], next, outcome };
  }

  /** Sends the next statement; `pending` tells when it is answered. */
  advance(): void {
    const sql = this.next;
    if (sql === null) return;
    const step: Step = { sql, answer: null, waited: false };
    this.steps.push(step);
    this.next = null;
    this.pending = this.run(step).finally(() => {
      this.pending = undefined;
      this.waiting = false;
    });
  }

  /** The statement under way waits for the other session. */
  wait(): void {
    this.waiting = true;
    const step = this.steps.at(-1);
    if (step) step.waited = true;
  }

  private async run(step: Step): Promise<void> {
    try {
      const { rows, rowCount, command } = await this.session.query<Row>(step.sql);
      const count = rowCount ?? 0;
      step.answer = { kind: 'rows', command, rows, count };
      this.resume(this.program.next({ rows, count }));
    } catch (error) {
      step.answer = describe(error);
      this.resume(this.program.throw(error));
    }
  }

  private resume({ done, value }: IteratorResult<string, Outcome>): void {
    if (done) this.outcome = value;
    else this.next = value;
  }
}

/** What the database said, in its own words. */
function describe(error: unknown): Answer {
  const { message, detail } = error as Error & { detail?: string };
  return { kind: 'error', code: sqlState(error) ?? '', message, detail: detail ?? null };
}
