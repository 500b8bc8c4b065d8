import { checkGapless, checkNotices, checkReads } from './accounts.check';
import { checkAnswers, checkDeaths, checkProof, checkRecovery } from './bank.check';
import { checkFreshReads } from './fresh-reads.check';
import type { History } from './history';
import { checkPages } from './pages.check';
import { checkSessions } from './sessions.check';
import { checkBothSides, checkTransfers } from './transfers.check';
import type { Check, Violation } from './violation';

const checks: Check[] = [
  checkTransfers,
  checkBothSides,
  checkGapless,
  checkReads,
  checkFreshReads,
  checkNotices,
  checkPages,
  checkSessions,
  checkProof,
  checkAnswers,
  checkDeaths,
  checkRecovery,
];

/** All that is wrong with a history, the shortest excerpts first. */
export function check(history: History): Violation[] {
  return checks.flatMap((each) => each(history)).sort((left, right) => left.excerpt.length - right.excerpt.length);
}
