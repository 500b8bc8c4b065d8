/**
 * Optimistic locking as it is often written: read both accounts, decide, and write only if neither has a new version since;
 * otherwise begin anew.
 */
import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { Conflict, type Order, Refusal, serve } from './own-accounts';

const TABLES = `
  CREATE TABLE balances (id bigint PRIMARY KEY, balance bigint NOT NULL, version bigint NOT NULL);
  CREATE TABLE transfers (
    id uuid PRIMARY KEY, from_id bigint NOT NULL, to_id bigint NOT NULL, amount bigint NOT NULL,
    initiated_by uuid NOT NULL, key text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), UNIQUE (initiated_by, key)
  );
  CREATE TABLE entries (
    account_id bigint, version bigint, transfer_id uuid NOT NULL, amount bigint NOT NULL, balance_after bigint NOT NULL,
    PRIMARY KEY (account_id, version)
  )`;

interface Balance {
  id: number;
  balance: number;
  version: number;
}

async function post(tx: PoolClient, { userId, key, fromId, toId, amount }: Order): Promise<object> {
  const earlier = await tx.query<{ id: string }>({
    name: 'earlier',
    text: 'SELECT id FROM transfers WHERE initiated_by = $1 AND key = $2',
    values: [userId, key],
  });
  if (earlier.rows[0]) return earlier.rows[0];
  const { rows } = await tx.query<Balance>({
    name: 'read',
    text: 'SELECT id, balance, version FROM balances WHERE id IN ($1, $2) ORDER BY id',
    values: [fromId, toId],
  });
  const id = randomUUID();
  const moved = rows.map((row) => ({ ...row, by: row.id === fromId ? -amount : amount }));
  if (moved.some(({ balance, by }) => balance + by < 0)) throw new Refusal('Not enough money');
  await tx.query({
    name: 'transfer',
    text: 'INSERT INTO transfers (id, from_id, to_id, amount, initiated_by, key) VALUES ($1, $2, $3, $4, $5, $6)',
    values: [id, fromId, toId, amount, userId, key],
  });
  for (const account of moved) {
    const { rowCount } = await tx.query({
      name: 'move',
      text: 'UPDATE balances SET balance = balance + $3, version = version + 1 WHERE id = $1 AND version = $2',
      values: [account.id, account.version, account.by],
    });
    if (rowCount === 0) throw new Conflict();
    await tx.query({
      name: 'entry',
      text: 'INSERT INTO entries VALUES ($1, $2, $3, $4, $5)',
      values: [account.id, account.version + 1, id, account.by, account.balance + account.by],
    });
  }
  return { id, amount };
}

void serve(TABLES, post);
