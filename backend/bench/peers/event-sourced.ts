/**
 * Event sourcing as it is often written: a stream of events per account with an optimistic version, a snapshot every so
 * many of them, and a balance that is what the snapshot and the events behind it add up to.
 */
import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { type Order, Refusal, serve } from './own-accounts';

const SNAPSHOT_EVERY = 50;

const TABLES = `
  CREATE TABLE events (
    stream bigint, version bigint, type text NOT NULL, data jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stream, version)
  );
  CREATE TABLE snapshots (stream bigint PRIMARY KEY, version bigint NOT NULL, balance bigint NOT NULL);
  CREATE TABLE commands (initiated_by uuid, key text, transfer_id uuid NOT NULL, PRIMARY KEY (initiated_by, key))`;

interface Account {
  version: number;
  balance: number;
}

async function post(tx: PoolClient, { userId, key, fromId, toId, amount }: Order): Promise<object> {
  const earlier = await tx.query<{ id: string }>({
    name: 'earlier',
    text: 'SELECT transfer_id AS id FROM commands WHERE initiated_by = $1 AND key = $2',
    values: [userId, key],
  });
  if (earlier.rows[0]) return earlier.rows[0];
  const [from, to] = [await load(tx, fromId), await load(tx, toId)];
  if (from.balance < amount) throw new Refusal('Not enough money');
  const id = randomUUID();
  await tx.query({
    name: 'command',
    text: 'INSERT INTO commands VALUES ($1, $2, $3)',
    values: [userId, key, id],
  });
  // In one order for all, so that two payments there and back do not wait for each other.
  const sides: [number, Account, string, number][] = [
    [fromId, from, 'MoneySent', -amount],
    [toId, to, 'MoneyReceived', amount],
  ];
  for (const [stream, account, type, by] of sides.sort(([a], [b]) => a - b)) {
    const version = account.version + 1;
    await tx.query({
      name: 'append',
      text: 'INSERT INTO events (stream, version, type, data) VALUES ($1, $2, $3, $4)',
      values: [stream, version, type, JSON.stringify({ transferId: id, amount: by })],
    });
    if (version % SNAPSHOT_EVERY === 0)
      await tx.query({
        name: 'snapshot',
        text: 'UPDATE snapshots SET version = $2, balance = $3 WHERE stream = $1 AND version < $2',
        values: [stream, version, account.balance + by],
      });
  }
  return { id, amount };
}

async function load(tx: PoolClient, stream: number): Promise<Account> {
  const { rows } = await tx.query<Account>({
    name: 'load',
    text: `SELECT s.version + count(e.version) AS version, s.balance + coalesce(sum((e.data->>'amount')::bigint), 0)::bigint AS balance
      FROM snapshots s LEFT JOIN events e ON e.stream = s.stream AND e.version > s.version
      WHERE s.stream = $1 GROUP BY s.stream`,
    values: [stream],
  });
  if (!rows[0]) throw new Error(`There is no account ${String(stream)}`);
  return rows[0];
}

void serve(TABLES, post);
