import type { DuelInfo } from '../duels/duel.types';
import type { RaceState } from '../races/race.types';
import type { WayName } from '../ways/way';

/** What the page asks for first. */
export interface LabInfo {
  ways: { name: WayName; file: string; source: string }[];
  duels: DuelInfo[];
  /** The race that is on, or else the last one. */
  race: RaceState | null;
}

export type * from '../duels/duel.types';
export type * from '../races/race.types';
export type { WayName } from '../ways/way';
