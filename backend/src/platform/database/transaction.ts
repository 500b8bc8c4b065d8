import type { EntityManager } from 'typeorm';
import { sqlState } from './sql-state';
import { type BoundStatement, run, statement } from './statement';

/**
 * The edges of a transaction as statements, for where their round trips count: what is sent without waiting in between
 * runs in that order. Elsewhere use TypeORM's.
 */

const BEGIN = { name: 'begin', text: 'BEGIN ISOLATION LEVEL READ COMMITTED' };
const COMMIT = { name: 'commit', text: 'COMMIT' };
const ROLLBACK = { name: 'rollback', text: 'ROLLBACK' };

/** It is open whether the transaction was committed. */
export class CommitUnknownError extends Error {}

export async function begin(tx: EntityManager): Promise<void> {
  await statement(tx, BEGIN, []);
}

/** Never fails: a connection that cannot even do this is lost, and the transaction with it. */
export async function rollback(tx: EntityManager): Promise<void> {
  await statement(tx, ROLLBACK, []).catch(() => undefined);
}

/**
 * Runs the last statements of a transaction and commits it, in one round trip. COMMIT need not wait for what it commits:
 * once a statement of a transaction fails, PostgreSQL answers COMMIT by rolling back.
 *
 * @returns the rows of each statement, once they are durable
 * @throws CommitUnknownError when the connection was lost meanwhile, or when COMMIT failed in a way that leaves it open;
 *   anything else means that nothing was committed
 */
export async function commitWith<Row extends object>(
  tx: EntityManager,
  statements: readonly BoundStatement[],
): Promise<Row[][]> {
  const written = Promise.all(statements.map((each) => run<Row>(tx, each)));
  const [rows, committed] = await Promise.allSettled([written, statement(tx, COMMIT, [])]);
  if (rows.status === 'fulfilled' && committed.status === 'fulfilled') return rows.value;
  if (rows.status === 'rejected' && sqlState(rows.reason) !== undefined) throw rows.reason;
  if (committed.status === 'rejected' && NOT_COMMITTED.test(sqlState(committed.reason) ?? '')) throw committed.reason;
  const cause: unknown = rows.status === 'rejected' ? rows.reason : committed.status === 'rejected' && committed.reason;
  throw new CommitUnknownError('The connection was lost during the commit', { cause });
}

/**
 * SQLSTATE classes in which COMMIT fails for bad data, a violated rule, an invalid or conflicting transaction. Any other
 * leaves it open: a server told to stop may say so after the commit and before its confirmation.
 */
const NOT_COMMITTED = /^(22|23|25|40|P0)/;
