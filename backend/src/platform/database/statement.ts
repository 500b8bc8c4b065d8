import type { Pool, PoolClient } from 'pg';
import type { EntityManager } from 'typeorm';

/** A statement that every connection prepares once, by its name. One name has one text. */
export interface NamedStatement {
  name: string;
  text: string;
}

/**
 * Runs a named prepared statement on the connection of the transaction, or on any of the pool outside of one.
 *
 * @returns its rows, none for a statement that returns nothing
 */
export async function statement<Row extends object>(
  tx: EntityManager,
  { name, text }: NamedStatement,
  values: readonly unknown[],
): Promise<Row[]> {
  const query = { name, text, values: values as unknown[] };
  const { rows } = await (await connection(tx)).query<Row>(query);
  return rows;
}

function connection(tx: EntityManager): Promise<PoolClient> | Pool {
  if (tx.queryRunner) return tx.queryRunner.connect() as Promise<PoolClient>;
  return (tx.dataSource.driver as unknown as { master: Pool }).master;
}
