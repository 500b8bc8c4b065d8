import type { WayName } from '../ways/way';

/** What the lab and the page say to each other about races. Money in cents, times in milliseconds. */

export interface RaceChoice {
  /** One to four, each once. */
  ways: WayName[];
  /** 2-1,000. */
  accounts: number;
  /** Whether all pay one account, instead of anybody anybody. */
  hot: boolean;
  /** 1-64 at once. */
  clients: number;
  /** For each way, 2-30, in three rounds. */
  seconds: number;
  /** The same seed makes the same orders. */
  seed: number;
}

export interface LaneState {
  way: WayName;
  /** Whether its turn is now. */
  running: boolean;
  moved: number;
  refused: number;
  /** Ended by the database in a deadlock, not tried again. */
  deadlocks: number;
  /** Further tries, whatever became of them. */
  retries: number;
  /** Still waiting or being tried again when time was up. */
  unfinished: number;
  /** Failed in another way, and what the first of them said. */
  failed: number;
  problem: string | null;
  /** Moved per second of its own time. */
  perSecond: number;
  p99Ms: number;
  /** Sum of all accounts before the first payment. */
  moneyAtStart: number;
  moneyNow: number;
  /** How far accounts have ever been below zero, all together. */
  overdrawn: number;
}

export interface RaceState {
  id: string;
  choice: RaceChoice;
  phase: 'preparing' | 'running' | 'done' | 'cancelled' | 'failed';
  /** 1-3 while it runs. */
  round: number;
  rounds: number;
  elapsedMs: number;
  totalMs: number;
  lanes: LaneState[];
  /** Why it failed. */
  problem: string | null;
}
