import type { Pool, PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';

/** A statement that every connection prepares once, by its name. One name has one text. */
export interface NamedStatement {
  name: string;
  text: string;
}

/** A statement with its arguments as they are sent. */
export interface BoundStatement extends NamedStatement {
  values: unknown[];
}

/**
 * Gives a statement its arguments. Arrays are of numbers, texts and nulls.
 *
 * @throws TypeError for an array that holds anything else
 */
export function bind({ name, text }: NamedStatement, values: readonly unknown[]): BoundStatement {
  return { name, text, values: values.map((value) => (Array.isArray(value) ? arrayLiteral(value) : value)) };
}

/**
 * Runs a prepared statement on the connection of the transaction, or on any of the pool outside of one. Statements given
 * in a row, without waiting, go to the server together and run in their order; once one fails, those behind it in the same
 * transaction fail too.
 *
 * @returns its rows, none for a statement that returns nothing
 */
export async function run<Row extends object>(
  tx: EntityManager,
  { name, text, values }: BoundStatement,
): Promise<Row[]> {
  const { rows } = await (await connection(tx)).query<Row>({ name, text, values });
  return rows;
}

/** `bind` and `run` in one. */
export async function statement<Row extends object>(
  tx: EntityManager,
  named: NamedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  return run<Row>(tx, bind(named, values));
}

function connection(tx: EntityManager): Promise<PoolClient> | Pool {
  if (tx.queryRunner) return tx.queryRunner.connect() as Promise<PoolClient>;
  return (tx.dataSource.driver as unknown as { master: Pool }).master;
}

const TO_ESCAPE = /["\\]/;

/**
 * An array as PostgreSQL reads it in text form. pg would make one too, element by element through all the types it knows;
 * columns of a batch are long, and hold nothing but numbers and text.
 */
export function arrayLiteral(values: readonly unknown[]): string {
  return `{${values.map(element).join(',')}}`;
}

function element(value: unknown): string {
  if (typeof value === 'string') return TO_ESCAPE.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`;
  if (typeof value === 'number') return String(value);
  if (value === null) return 'NULL';
  throw new TypeError(`An array parameter holds a ${typeof value}; give it as text or number`);
}
