import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** A statement that every connection prepares once, by its name. One name has one text. */
export interface NamedStatement {
  name: string;
  text: string;
}

/** A statement with its arguments. */
export interface BoundStatement extends NamedStatement {
  values: unknown[];
}

export function bind({ name, text }: NamedStatement, values: readonly unknown[]): BoundStatement {
  return { name, text, values: [...values] };
}

/**
 * Runs a prepared statement on any connection of the pool, outside of a transaction.
 *
 * @returns its rows, none for a statement that returns nothing
 */
export async function statement<Row extends object>(
  { driver }: DataSource,
  named: NamedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await (driver as unknown as { master: Pool }).master.query<Row>(bind(named, values));
  return rows;
}
