import { Client } from 'pg';
import { PostgresServer } from '../../scripts/stack/postgres';
import type { Servers } from '../../scripts/stack/stack';

/**
 * Gives a server that was just made the log files of one that has run for a while and writes its log over old ones. A file
 * of 16 MB that has to be made first holds up every commit for 50 ms, once in some 6,400 transfers: with 64 connections that
 * is one of a hundred. Nothing is done to a server that was running already.
 */
export async function makeLogFiles({ postgres }: Servers, count: number): Promise<void> {
  if (!(postgres instanceof PostgresServer)) return;
  const client = new Client({ connectionString: postgres.adminUrl('postgres') });
  await client.connect();
  try {
    for (let i = 0; i < count; i++) {
      await client.query(`SELECT pg_logical_emit_message(true, 'bench', 'one more file')`);
      await client.query('SELECT pg_switch_wal()');
    }
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}
