import { Random } from './random';

export interface PlannedFault {
  fault: string;
  /** Which pod it hits, where it hits one. */
  pod: number;
  /** How long it holds. */
  holdMs: number;
  /** From when all is well again to the next one. */
  pauseMs: number;
}

export interface PlanOptions {
  seed: number;
  seconds: number;
  faults: readonly string[];
  pods: number;
}

const SHORTEST_SLOT_MS = 500;
const LONGEST_SLOT_MS = 6000;

/**
 * What is done to the bank, one after the other: rounds of all faults, each in an order that the seed decides. With the
 * time that the bank takes to be well again they last about as long as told. The same options make the same plan.
 */
export function planFaults({ seed, seconds, faults, pods }: PlanOptions): PlannedFault[] {
  const random = new Random(seed);
  const roundMs = (seconds * 1000) / Math.max(1, faults.length);
  const slotMs = Math.min(LONGEST_SLOT_MS, Math.max(SHORTEST_SLOT_MS, roundMs));
  const rounds = Math.max(1, Math.round(roundMs / slotMs));
  return Array.from({ length: rounds }, () => random.shuffled(faults)).flatMap((round) =>
    round.map((fault) => ({
      fault,
      pod: random.whole(0, pods - 1),
      holdMs: Math.round(random.between(0.3, 0.7) * slotMs),
      pauseMs: Math.round(random.between(0.1, 0.5) * slotMs),
    })),
  );
}
