import type { LaneState, RaceState } from '@banking-demo/lab';
import { formatAmount, formatCount, formatMs, labTexts } from './lab-texts';

/** What became of a lane: in a sentence, and as a table to take along. */

export function isDamaged({ moneyAtStart, moneyNow, overdrawn }: LaneState): boolean {
  return moneyNow !== moneyAtStart || overdrawn > 0;
}

/** The words of the result, most important first. */
export function sentenceOf(lane: LaneState): string {
  const t = labTexts.races.sentence;
  const { way, moneyAtStart, moneyNow, overdrawn, moved, deadlocks, retries, failed, problem } = lane;
  if (moneyNow < moneyAtStart) return t.missing(formatAmount(moneyAtStart - moneyNow));
  if (moneyNow > moneyAtStart) return t.made(formatAmount(moneyNow - moneyAtStart));
  if (overdrawn > 0) return t.overdrawn();
  if (failed > 0) return t.failed(formatCount(failed), problem ?? '');
  if (deadlocks > 0) return t.deadlocks(formatCount(deadlocks), formatCount(moved + deadlocks));
  if (moved === 0) return t.waiting();
  if (way === 'naive' || way === 'check-then-move' || way === 'sender-first') return t.quiet();
  if (way === 'batched') return t.batched();
  return retries > 0 ? t.retried(formatCount(retries), formatCount(moved)) : t.exact(formatCount(moved));
}

export function headingOf({ choice }: RaceState): string {
  const { accounts, hot, clients, seconds, seed } = choice;
  const t = labTexts.races;
  const heading = t.heading(formatCount(accounts), formatCount(clients), formatCount(seconds), String(seed));
  return hot ? `${heading} (${t.hot})` : heading;
}

export function markdownOf(race: RaceState): string {
  const { way, rate, p99, deadlocks, retries, start, now, overdrawn } = labTexts.races.table;
  const head = [way, rate, p99, deadlocks, retries, start, now, overdrawn];
  const rows = race.lanes.map((lane) => [
    lane.way,
    formatCount(lane.perSecond),
    formatMs(lane.p99Ms).replace(' ms', ''),
    formatCount(lane.deadlocks),
    formatCount(lane.retries),
    formatAmount(lane.moneyAtStart),
    formatAmount(lane.moneyNow),
    formatAmount(lane.overdrawn),
  ]);
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  const ruler = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [headingOf(race), '', ...[head, ruler, ...rows].map(line), ''].join('\n');
}
