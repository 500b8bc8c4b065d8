import type { DuelInfo, Form, Outcome, Row, Verdict } from './duel.types';

/** What a statement gives a program. */
export interface Result {
  rows: Row[];
  /** Rows read or written. */
  count: number;
}

/**
 * What one side does: it gives out one statement after the other, gets the result of each, and decides by it. What the
 * database ends is thrown into it.
 */
export type Program = Generator<string, Outcome, Result>;

export interface DuelCase extends DuelInfo {
  /** Makes the tables. */
  setup: string;
  /** What a third session looks at. */
  look: string;
  sides: Record<Form, { left: () => Program; right: () => Program }>;
  /** @param seen the rows of `look` when both are done */
  judge: (seen: Row[], outcomes: Outcome[]) => Verdict;
}

/** A number out of the first row. */
export function figure({ rows }: Result, column: string): number {
  return Number(rows[0]?.[column] ?? 0);
}

/** Cents out of rows whose amounts are in euros. */
export function sumOf(rows: Row[], column: string): number {
  return Math.round(rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0) * 100);
}

/** Euros as they are written in SQL. */
export function euros(amount: number): string {
  return amount.toFixed(2);
}

export const ACCOUNTS = `CREATE TABLE accounts (id int PRIMARY KEY, owner text NOT NULL, balance numeric(12, 2) NOT NULL)`;

/** Compares the money there is with what there was. */
export function judgeMoney(seen: Row[], outcomes: Outcome[], before: number): Verdict {
  const change = sumOf(seen, 'balance') - before;
  if (change < 0) return { finding: 'money-missing', amount: -change };
  if (change > 0) return { finding: 'money-made', amount: change };
  const overdrawn = sumOf(
    seen.filter(({ balance }) => Number(balance) < 0),
    'balance',
  );
  if (overdrawn < 0) return { finding: 'overdrawn', amount: -overdrawn };
  return { finding: outcomes.includes('ended-by-database') ? 'ended-by-database' : 'exact', amount: null };
}
