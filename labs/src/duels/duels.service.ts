import type { Premises } from '../database/premises';
import { Refusal } from '../refusal';
import { DUELS } from './catalogue';
import { Duel } from './duel';
import type { DuelName, DuelState, Form, SideName } from './duel.types';

const MOST_AT_ONCE = 8;
/** How long a duel stays that nobody looks at: a page that was closed, or a program that forgot it. */
const UNWATCHED_MS = 15_000;
const UNTOUCHED_MS = 120_000;

interface Open {
  duel: Duel;
  watchers: number;
  end: NodeJS.Timeout | undefined;
}

/** The duels that are open; each ends some time after its last watcher left, or its last step. */
export class DuelsService {
  private readonly open = new Map<string, Open>();
  private opening = 0;

  constructor(private readonly premises: Premises) {}

  /** @throws Refusal when too many are open */
  async start(name: DuelName, form: Form): Promise<DuelState> {
    if (this.open.size + this.opening >= MOST_AT_ONCE)
      throw new Refusal('overloaded', `${String(MOST_AT_ONCE)} duels are open; one has to end first.`);
    this.opening += 1;
    try {
      const duel = await Duel.open(DUELS[name], form, this.premises);
      const entry: Open = { duel, watchers: 0, end: undefined };
      this.open.set(duel.id, entry);
      this.endLater(entry, UNTOUCHED_MS);
      return duel.state;
    } finally {
      this.opening -= 1;
    }
  }

  /** @throws Refusal when the side waits for the other or is done */
  async step(id: string, side: SideName): Promise<DuelState> {
    const entry = this.find(id);
    if (entry.watchers === 0) this.endLater(entry, UNTOUCHED_MS);
    if (!entry.duel.canStep(side)) {
      const { status } = entry.duel.state[side];
      const why = status === 'done' ? 'is done' : 'waits for the other session, or for its last answer';
      throw new Refusal('conflict', `The ${side} session ${why}.`);
    }
    return entry.duel.step(side);
  }

  /** What is now, and a way to be told of what changes, until the returned function is called. */
  watch(id: string, listener: (state: DuelState) => void): { state: DuelState; end: () => void } {
    const entry = this.find(id);
    entry.watchers += 1;
    clearTimeout(entry.end);
    const unlisten = entry.duel.watch(listener);
    const end = (): void => {
      unlisten();
      entry.watchers -= 1;
      if (entry.watchers === 0) this.endLater(entry, UNWATCHED_MS);
    };
    return { state: entry.duel.state, end };
  }

  /** Nothing to end is fine too. */
  async end(id: string): Promise<void> {
    const entry = this.open.get(id);
    if (!entry) return;
    this.open.delete(id);
    clearTimeout(entry.end);
    await entry.duel.close();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.open.keys()].map((id) => this.end(id)));
  }

  private find(id: string): Open {
    const entry = this.open.get(id);
    if (!entry) throw new Refusal('not_found', 'There is no such duel; it has ended.');
    return entry;
  }

  private endLater(entry: Open, inMs: number): void {
    clearTimeout(entry.end);
    entry.end = setTimeout(() => void this.end(entry.duel.id), inMs).unref();
  }
}
