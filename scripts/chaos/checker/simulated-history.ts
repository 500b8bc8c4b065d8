import fc from 'fast-check';
import type { Entry, Fact, Interval, Line, SessionFact, TransferAttempt, TransferOutcome } from './history';

const ACCOUNTS = 3;
const GRANT = 100;

/** How one thing that a client did went. Amounts of time are in steps. */
interface Step {
  does: 'pay' | 'read' | 'list' | 'session';
  /** Account numbers; whom it pays may be itself, which is refused. */
  from: number;
  to: number;
  amount: number;
  outcome: 'posted' | 'posted unheard' | 'lost' | 'refused' | 'posted unheard, repeated';
  session: SessionFact['did'];
  before: number;
  after: number;
}

const account = fc.nat({ max: ACCOUNTS - 1 });
const lag = fc.double({ min: 0.1, max: 6, noNaN: true });

export const steps = fc.array(
  fc.record<Step>({
    does: fc.constantFrom('pay', 'pay', 'read', 'list', 'session'),
    from: account,
    to: account,
    amount: fc.integer({ min: 1, max: 60 }),
    outcome: fc.constantFrom('posted', 'posted', 'posted unheard', 'lost', 'refused', 'posted unheard, repeated'),
    session: fc.constantFrom('opened', 'used', 'ended', 'perhaps ended'),
    before: lag,
    after: lag,
  }),
  { minLength: 8, maxLength: 40 },
);

/**
 * The history of a bank without faults in which every step happens at one moment, one after the other, while calls
 * overlap: one that breaks no rule.
 */
export function historyOf(plan: readonly Step[]): Fact[] {
  const bank = new SimulatedBank();
  plan.forEach((step, i) => {
    bank.take(step, 10 + i, String(i));
  });
  return bank.finish(20 + plan.length);
}

const who = { client: 'client', pod: 'pod' };

class SimulatedBank {
  private readonly facts: Fact[] = [];
  private readonly books: Entry[][] = Array.from({ length: ACCOUNTS }, () => []);
  private readonly sessions: { id: string; ended: boolean }[] = [];

  constructor() {
    this.books.forEach((_, number) => {
      const transferId = `grant ${String(number)}`;
      this.facts.push({ kind: 'registered', ...who, account: nameOf(number), start: 0, end: 2 });
      this.enter(number, { transferId, amount: GRANT, memo: null }, 1);
      this.facts.push({ ...this.pageOf(number), after: 1, stayed: true, start: 2, end: 3 });
    });
  }

  take(step: Step, at: number, key: string): void {
    const span = { start: at - step.before, end: at + step.after };
    const read = { ...who, ...span, account: nameOf(step.from) };
    const entries = this.of(step.from);
    if (step.does === 'pay') this.pay(step, at, key, span);
    else if (step.does === 'session') this.useSession(step, span);
    else if (step.does === 'read')
      this.facts.push({ kind: 'balance', ...read, seq: entries.length, balance: entries.at(-1)?.balanceAfter ?? 0 });
    else {
      // Now and then beyond the end.
      const after = Math.max(0, entries.length + 2 - step.amount);
      this.facts.push({ kind: 'statement', ...read, after, entries: entries.slice(after), complete: true });
    }
  }

  finish(at: number): Fact[] {
    for (const entry of this.books.flat()) {
      const { account, seq, transferId, amount, balanceAfter } = entry;
      this.facts.push(
        { ...entry, start: at, end: at },
        { kind: 'notice', account, seq, transferId, amount, balanceAfter, start: at, end: at },
      );
    }
    this.facts.push({ kind: 'proof', pod: 'pod', holds: true, body: '{}', start: at, end: at });
    this.facts.push({
      kind: 'fault',
      fault: 'pod-kill',
      target: 'pod',
      losesSessions: false,
      recoveredAfterMs: 20,
      start: 5,
      end: 6,
    });
    return this.facts;
  }

  private pay({ from, to, amount, outcome, after }: Step, at: number, key: string, span: Interval): void {
    const attempt = { kind: 'transfer' as const, ...who, key, from: nameOf(from), to: nameOf(to), amount };
    const tell = (how: TransferOutcome, when: Interval): TransferAttempt => ({ ...attempt, ...when, outcome: how });
    const unknown: TransferOutcome = { is: 'unknown', why: 'cut' };
    const held = this.of(from).at(-1)?.balanceAfter ?? 0;
    if (from === to || amount > held || outcome === 'refused') {
      this.facts.push(tell({ is: 'refused', code: 'insufficient_funds' }, span));
      return;
    }
    if (outcome === 'lost') {
      this.facts.push(tell(unknown, span));
      return;
    }
    const transferId = `transfer ${key}`;
    const { seq, balanceAfter } = this.enter(from, { transferId, amount: -amount, memo: key }, at);
    this.enter(to, { transferId, amount, memo: key }, at);
    const posted: TransferOutcome = { is: 'posted', transferId, seq, balanceAfter, replayed: false, body: transferId };
    this.facts.push(tell(outcome === 'posted' ? posted : unknown, span));
    if (outcome === 'posted unheard, repeated')
      this.facts.push(tell({ ...posted, replayed: true }, { start: span.end + 1, end: span.end + 1 + after }));
  }

  private useSession({ session: did }: Step, span: Interval): void {
    const last = this.sessions.at(-1);
    if (did === 'opened' || !last) {
      this.sessions.push({ id: `session ${String(this.sessions.length)}`, ended: false });
      this.facts.push({ kind: 'session', ...who, ...span, session: this.sessions.at(-1)?.id ?? '', did: 'opened' });
      return;
    }
    if (did !== 'used') last.ended = true;
    this.facts.push({
      kind: 'session',
      ...who,
      ...span,
      session: last.id,
      did: did === 'used' && last.ended ? 'refused' : did,
    });
  }

  private enter(
    number: number,
    { transferId, amount, memo }: Pick<Entry, 'transferId' | 'amount' | 'memo'>,
    at: number,
  ): Entry {
    const before = this.of(number);
    const line: Line = {
      seq: before.length + 1,
      transferId,
      amount,
      balanceAfter: (before.at(-1)?.balanceAfter ?? 0) + amount,
    };
    const entry: Entry = { kind: 'entry', account: nameOf(number), ...line, memo, start: at, end: at };
    before.push(entry);
    if (memo !== null) this.facts.push({ ...this.pageOf(number), ...line, kind: 'shown', start: 0, end: at + 7 });
    return entry;
  }

  private of(number: number): Entry[] {
    return this.books[number] ?? [];
  }

  private pageOf(number: number) {
    return { kind: 'page' as const, client: 'client', page: `page of ${nameOf(number)}`, account: nameOf(number) };
  }
}

function nameOf(number: number): string {
  return `account ${String(number)}`;
}
