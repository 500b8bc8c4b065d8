import { Client } from 'pg';
import { type Customers, OPENING_FUNDS, setTriggers } from './customers';
import * as sql from './growth.sql';

interface Index {
  table: string;
  name: string;
  constraint: boolean;
  definition: string;
}

/**
 * Fills a database of customers who have had nothing but their grants up to that many entries. The triggers rest
 * meanwhile; that the result is what they would have let pass is for the bank's own proof to say.
 */
export async function fillLedger(databaseUrl: string, { payers }: Customers, entries: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`SET maintenance_work_mem = '512MB'`);
    const indexes = (await client.query<Index>(sql.INDEXES)).rows;
    await setTriggers(client, 'DISABLE');
    for (const index of indexes) await client.query(dropping(index));
    await client.query(sql.PLAN, [payers.length, Math.ceil(entries / 2), OPENING_FUNDS]);
    await client.query(sql.TRANSFERS);
    await client.query(sql.ENTRIES);
    for (const index of indexes) await client.query(creating(index));
    await client.query(sql.BALANCES);
    await client.query(sql.DROP_PLAN);
    await setTriggers(client, 'ENABLE');
    await client.query('VACUUM (FREEZE, ANALYZE)');
    await client.query('CHECKPOINT').catch(() => undefined);
  } finally {
    await client.end();
  }
}

function dropping({ table, name, constraint }: Index): string {
  return constraint ? `ALTER TABLE ${table} DROP CONSTRAINT ${name}` : `DROP INDEX ${name}`;
}

function creating({ table, name, constraint, definition }: Index): string {
  return constraint ? `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}` : definition;
}

export interface DeepPlace {
  /** Cursor of the merchant's transfers. */
  cursor: string;
  /** `before` of the merchant's statement. */
  before: number;
}

/** A place in the merchant's history that many transfers back. */
export async function deepPlace(databaseUrl: string, { merchant }: Customers, depth: number): Promise<DeepPlace> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ seq: string; id: string }>(sql.DEEP, [merchant.accountId, depth]);
    const row = rows[0];
    if (!row) throw new Error(`The merchant's history is shorter than ${String(depth)} transfers`);
    return { cursor: row.id, before: Number(row.seq) };
  } finally {
    await client.end();
  }
}

/** Size of a database, in MB (10^6 bytes). */
export async function databaseMb(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ size: string }>('SELECT pg_database_size(current_database()) AS size');
    return Number(rows[0]?.size) / 1e6;
  } finally {
    await client.end();
  }
}
