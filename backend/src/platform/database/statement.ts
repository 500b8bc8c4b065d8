import type { Pool, PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';
import { arrayLiteral } from './array-literal';

/** A statement that every connection prepares once, by its name. One name has one text. */
export interface NamedStatement {
  name: string;
  text: string;
}

/**
 * Runs a named prepared statement on the connection of the transaction, or on any of the pool outside of one. Arrays
 * are of numbers, texts and nulls. Statements given in a row, without waiting, go to the server together and run in their
 * order; once one fails, those behind it in the same transaction fail too.
 *
 * @returns its rows, none for a statement that returns nothing
 */
export async function statement<Row extends object>(
  tx: EntityManager,
  { name, text }: NamedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  const query = { name, text, values: values.map((value) => (Array.isArray(value) ? arrayLiteral(value) : value)) };
  const { rows } = await (await connection(tx)).query<Row>(query);
  return rows;
}

function connection(tx: EntityManager): Promise<PoolClient> | Pool {
  if (tx.queryRunner) return tx.queryRunner.connect() as Promise<PoolClient>;
  return (tx.dataSource.driver as unknown as { master: Pool }).master;
}
