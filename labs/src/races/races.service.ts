import type { Premises } from '../database/premises';
import { Refusal } from '../refusal';
import { Race, sessionsFor } from './race';
import type { RaceChoice, RaceState } from './race.types';

/** Races whose result can still be asked for. */
const REMEMBERED = 20;

/** One race at a time: two would measure each other. */
export class RacesService {
  private readonly races = new Map<string, Race>();

  constructor(private readonly premises: Premises) {}

  /** The race that is on, or else the last one; null before the first. */
  get latest(): RaceState | null {
    return [...this.races.values()].at(-1)?.state ?? null;
  }

  /**
   * Starts a race; while one is on, names that one instead, to be watched.
   *
   * @throws Refusal when the server has too few connections to spare
   */
  async start(choice: RaceChoice): Promise<{ id: string; started: boolean }> {
    const running = this.running();
    if (running) return { id: running.id, started: false };
    await this.assertRoom(choice);
    // Somebody else may have been faster.
    const faster = this.running();
    if (faster) return { id: faster.id, started: false };
    const race = new Race(choice, this.premises);
    this.races.set(race.id, race);
    for (const old of [...this.races.keys()].slice(0, -REMEMBERED)) this.races.delete(old);
    return { id: race.id, started: true };
  }

  /** @throws Refusal when there is no such race */
  find(id: string): Race {
    const race = this.races.get(id);
    if (!race) throw new Refusal('not_found', 'There is no such race; it may be forgotten.');
    return race;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.races.values()].map((race) => race.cancel()));
  }

  private running(): Race | undefined {
    return [...this.races.values()].find((race) => !race.isOver);
  }

  private async assertRoom(choice: RaceChoice): Promise<void> {
    const needed = sessionsFor(choice);
    const session = await this.premises.session('room');
    try {
      const spare = Math.min(await this.premises.spareConnections(session), this.premises.connections);
      if (spare >= needed) return;
      throw new Refusal(
        'overloaded',
        `${String(choice.clients)} clients need ${String(needed)} connections, and PostgreSQL has ${String(Math.max(spare, 0))} to spare: choose fewer clients.`,
      );
    } finally {
      await session.close();
    }
  }
}
