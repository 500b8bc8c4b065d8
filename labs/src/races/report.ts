import { aligned, money } from '../words';
import type { LaneState, RaceState } from './race.types';

/** A race in words and tables, for people without the page. */

const COLUMNS = ['way', 'transfers/s', 'p99 ms', 'deadlocks', 'retries', 'money', 'verdict'];

/** What became of one lane, in a sentence. */
export function verdictOf(lane: LaneState): string {
  const { moneyAtStart, moneyNow, overdrawn, moved, deadlocks, failed, problem } = lane;
  const difference = moneyNow - moneyAtStart;
  const parts = [
    ...(difference < 0 ? [`${money(-difference)} lost`] : []),
    ...(difference > 0 ? [`${money(difference)} out of nothing`] : []),
    ...(overdrawn > 0 ? [`overdrawn by ${money(overdrawn)}`] : []),
    ...(deadlocks > 0 ? [`${String(deadlocks)} of ${String(moved + deadlocks)} ended by the database`] : []),
    ...(failed > 0 ? [`${String(failed)} failed: ${problem ?? ''}`] : []),
  ];
  return parts.length === 0 ? 'exact' : parts.join(', ');
}

function cells(lane: LaneState): string[] {
  const { way, perSecond, p99Ms, deadlocks, retries, moneyAtStart, moneyNow } = lane;
  const sum = moneyNow === moneyAtStart ? money(moneyNow) : `${money(moneyAtStart)} -> ${money(moneyNow)}`;
  return [way, perSecond.toFixed(0), p99Ms.toFixed(1), String(deadlocks), String(retries), sum, verdictOf(lane)];
}

/** Aligned columns, or a Markdown table. */
export function table({ lanes }: RaceState, markdown: boolean): string {
  const rows = [COLUMNS, ...lanes.map(cells)];
  if (!markdown) return aligned(rows);
  const line = (row: string[]): string => `| ${row.join(' | ')} |`;
  const ruler = COLUMNS.map((_, index) => (index >= 1 && index <= 4 ? '---:' : '---'));
  return [COLUMNS, ruler, ...lanes.map(cells)].map(line).join('\n');
}

/** What was raced, in one line. */
export function heading({ choice }: RaceState): string {
  const { accounts, hot, clients, seconds, seed } = choice;
  const who = hot ? `${String(accounts)} accounts, all pay one` : `${String(accounts)} accounts`;
  return `${who}, ${String(clients)} clients, ${String(seconds)} s each in three rounds, seed ${String(seed)}`;
}
