import { Injectable, Logger } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { CommitUnknownError, sqlState } from './database-errors';

/** A statement that every connection prepares once, by its name. One name has one text. */
export interface NamedStatement {
  name: string;
  text: string;
}

/** A statement with its arguments. */
interface BoundStatement extends NamedStatement {
  values: unknown[];
}

export function bind({ name, text }: NamedStatement, values: readonly unknown[]): BoundStatement {
  return { name, text, values: values.map((value) => (Array.isArray(value) ? arrayLiteral(value) : value)) };
}

/**
 * An array as PostgreSQL reads it: a column of a batch, which holds numbers, texts and nulls. pg would write one too, but
 * sends each element through all the types it knows and escapes numbers as well. Together with ids whose random words come a
 * page at a time this takes 7 % off the pod's processor time (twelve rounds in turn, 256 connections).
 *
 * @throws TypeError for an element of any other type
 */
function arrayLiteral(values: readonly unknown[]): string {
  return `{${values.map(element).join(',')}}`;
}

const TO_ESCAPE = /["\\]/;

function element(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `"${TO_ESCAPE.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
  if (value === null) return 'NULL';
  throw new TypeError(`An array parameter holds a value of type ${typeof value}; give it as text or number`);
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

const BEGIN = { name: 'begin', text: 'BEGIN ISOLATION LEVEL READ COMMITTED', values: [] };
const COMMIT = { name: 'commit', text: 'COMMIT', values: [] };
const ROLLBACK = { name: 'rollback', text: 'ROLLBACK', values: [] };

/** One transaction, as whoever takes part in it sees it. */
export interface UnitOfWork {
  /** For repositories and query builders in this transaction. Do not nest a transaction of TypeORM's in it. */
  readonly manager: EntityManager;

  /** Runs a statement at once, and answers its rows. */
  query<Row extends object>(statement: NamedStatement, values: readonly unknown[]): Promise<Row[]>;

  /**
   * Runs statements one after the other in a single round trip; answers the rows of each. When one fails, those behind it
   * fail too, and so does the transaction.
   */
  pipeline<Rows extends readonly object[][]>(...statements: readonly BoundStatement[]): Promise<Rows>;

  /**
   * Leaves a statement to be sent together with COMMIT, behind those left before it. Its failure is that of the whole
   * transaction, which `run` tells.
   */
  write(statement: NamedStatement, values: readonly unknown[]): void;

  /** Runs while the database writes: COMMIT is on its way, and nothing known of it. Never where nothing is written. */
  whileWriting(task: () => void): void;

  /** Runs once the transaction is durable, and never otherwise. */
  afterCommit(task: () => void): void;
}

/**
 * Opens transactions. This is the one place that knows their edges and counts their round trips: BEGIN leaves with the
 * first statement, COMMIT with the last ones, so that a batch of transfers, which reads once and writes once, takes two.
 */
@Injectable()
export class UnitsOfWork {
  private readonly logger = new Logger('Database');

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs the work in one transaction and commits it.
   *
   * @returns what the work returns, once it is durable
   * @throws CommitUnknownError when the connection was lost during COMMIT, or when COMMIT failed in a way that leaves it
   *   open; after any other error nothing was committed
   */
  async run<T>(work: (tx: UnitOfWork) => T | Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const tx = new Transaction(runner, (await runner.connect()) as PoolClient);
      const result = await tx.settle(work);
      for (const task of tx.tasks) this.runTask(task);
      return result;
    } finally {
      await runner.release();
    }
  }

  private runTask(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.logger.error({ err: error }, 'What follows a transaction failed');
    }
  }
}

class Transaction implements UnitOfWork {
  readonly tasks: (() => void)[] = [];
  private readonly meanwhile: (() => void)[] = [];
  private readonly writes: BoundStatement[] = [];
  private begun: Promise<object[]> | undefined;

  constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
  ) {}

  get manager(): EntityManager {
    void this.begin();
    return this.runner.manager;
  }

  query<Row extends object>(statement: NamedStatement, values: readonly unknown[]): Promise<Row[]> {
    void this.begin();
    return this.send<Row>(bind(statement, values));
  }

  pipeline<Rows extends readonly object[][]>(...statements: readonly BoundStatement[]): Promise<Rows> {
    void this.begin();
    return this.inOrder(statements) as unknown as Promise<Rows>;
  }

  write(statement: NamedStatement, values: readonly unknown[]): void {
    this.writes.push(bind(statement, values));
  }

  whileWriting(task: () => void): void {
    this.meanwhile.push(task);
  }

  afterCommit(task: () => void): void {
    this.tasks.push(task);
  }

  async settle<T>(work: (tx: UnitOfWork) => T | Promise<T>): Promise<T> {
    try {
      const result = await work(this);
      await this.commit();
      return result;
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /**
   * COMMIT need not wait for what it commits: once a statement of a transaction fails, PostgreSQL answers COMMIT by rolling
   * back. It does wait for BEGIN, without which each statement would commit itself.
   */
  private async commit(): Promise<void> {
    if (!this.begun && this.writes.length === 0) return;
    await this.begin();
    const sent = [this.inOrder(this.writes), this.send(COMMIT)] as const;
    for (const task of this.meanwhile) setImmediate(task);
    const [rows, committed] = await Promise.allSettled(sent);
    if (rows.status === 'fulfilled' && committed.status === 'fulfilled') return;
    if (rows.status === 'rejected' && sqlState(rows.reason) !== undefined) throw rows.reason;
    if (committed.status === 'rejected' && NOT_COMMITTED.test(sqlState(committed.reason) ?? '')) throw committed.reason;
    const cause: unknown =
      rows.status === 'rejected' ? rows.reason : committed.status === 'rejected' && committed.reason;
    throw new CommitUnknownError('The connection was lost during the commit', { cause });
  }

  /** Never fails: a connection that cannot even do this is lost, and the transaction with it. */
  private async rollback(): Promise<void> {
    if (this.begun) await this.send(ROLLBACK).catch(() => undefined);
  }

  private begin(): Promise<object[]> {
    if (!this.begun) {
      this.begun = this.send(BEGIN);
      // It is waited for before COMMIT; until then it is no unhandled rejection.
      this.begun.catch(() => undefined);
      // TypeORM's save() opens a transaction of its own otherwise, whose COMMIT would be that of this one.
      Object.assign(this.runner, { isTransactionActive: true });
    }
    return this.begun;
  }

  /** The connection runs in their order what is sent without waiting in between. */
  private inOrder(statements: readonly BoundStatement[]): Promise<object[][]> {
    return Promise.all(statements.map((each) => this.send(each)));
  }

  private async send<Row extends object>({ name, text, values }: BoundStatement): Promise<Row[]> {
    const { rows } = await this.client.query<Row>({ name, text, values });
    return rows;
  }
}

/**
 * SQLSTATE classes in which COMMIT fails for bad data, a violated rule, an invalid or conflicting transaction. Any other
 * leaves it open: a server told to stop may say so after the commit and before its confirmation.
 */
const NOT_COMMITTED = /^(22|23|25|40|P0)/;
