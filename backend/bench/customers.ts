import { writeFileSync } from 'node:fs';
import Redis from 'ioredis';
import { Client } from 'pg';
import { luhnCheckDigit } from '../src/accounts/accounts.types';
import { hashOf, newSessionId } from '../src/sessions/session-id';
import type { SessionRecord } from '../src/sessions/sessions.types';
import * as sql from './customers.sql';

/** A bank's customer with an own session. */
export interface Customer {
  userId: string;
  username: string;
  accountNumber: string;
  /** Id of the ledger account. */
  accountId: number;
  sessionId: string;
}

/** The same ones on every side. Their ledger accounts are 1 to n, the merchant's is n + 1, the treasury's n + 2. */
export interface Customers {
  payers: Customer[];
  merchant: Customer;
  /** Lines of session id and username, the merchant's last: what load generators read. */
  file: string;
}

/** Minor units everybody starts with: more than any run can spend. */
export const OPENING_FUNDS = 1_000_000_000;
const SESSION_SECONDS = 30 * 60;

export function makeCustomers(count: number, file: string): Customers {
  const payers = Array.from({ length: count }, (_, i) => customer(i + 1, `customer-${String(i + 1)}`));
  const merchant = customer(count + 1, 'merchant');
  const lines = [...payers, merchant].map(({ sessionId, username }) => `${sessionId}\t${username}`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { payers, merchant, file };
}

function customer(accountId: number, username: string): Customer {
  return {
    userId: userIdOf(accountId),
    username,
    accountNumber: accountNumber(accountId),
    accountId,
    sessionId: newSessionId(),
  };
}

/** What bench_user() of pgbench/functions.sql answers too. */
function userIdOf(accountId: number): string {
  return `00000000-0000-7000-8000-${accountId.toString(16).padStart(12, '0')}`;
}

function accountNumber(accountId: number): string {
  const payload = String(400_000_000 + accountId);
  return payload + String(luhnCheckDigit(payload));
}

/** Opens everybody's session in Redis, as the bank's session store keeps them. */
export async function signIn(redisUrl: string, { payers, merchant }: Customers): Promise<void> {
  const redis = new Redis(redisUrl, { lazyConnect: true });
  await redis.connect();
  const now = Date.now();
  const pipeline = redis.pipeline();
  for (const { userId, sessionId } of [...payers, merchant]) {
    const hash = hashOf(sessionId);
    const record: SessionRecord = {
      userId,
      createdAt: now,
      lastSeenAt: now,
      address: '127.0.0.1',
      userAgent: 'bench',
    };
    pipeline.zadd(`user-sessions:${userId}`, now + SESSION_SECONDS * 1000, hash);
    pipeline.set(`session:${hash}`, JSON.stringify(record), 'EX', SESSION_SECONDS);
  }
  await pipeline.exec();
  redis.disconnect();
}

/**
 * Opens everybody's account with funds from the treasury, in a migrated and empty database. The triggers rest meanwhile,
 * since accounts are written with their balances at once; what is written is what they would have let pass.
 */
export async function openAccounts(databaseUrl: string, { payers, merchant }: Customers): Promise<void> {
  const all = [...payers, merchant];
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await setTriggers(client, 'DISABLE');
    await insertAll(client, all);
    await setTriggers(client, 'ENABLE');
    await client.query('COMMIT');
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

export async function setTriggers(client: Client, what: 'ENABLE' | 'DISABLE'): Promise<void> {
  for (const table of ['ledger_accounts', 'transfers', 'entries'])
    await client.query(`ALTER TABLE ${table} ${what} TRIGGER USER`);
}

async function insertAll(client: Client, all: readonly Customer[]): Promise<void> {
  const amounts = [all.length, OPENING_FUNDS];
  const holders = [
    all.map(({ userId }) => userId),
    all.map(({ username }) => username),
    all.map(({ accountNumber }) => accountNumber),
    all.map(({ accountId }) => accountId),
  ];
  const treasury = all.length + 1;
  await client.query(sql.LEDGER_ACCOUNTS, amounts);
  await client.query(sql.SKIP_IDS, [all.length]);
  await client.query(sql.USERS, holders);
  await client.query(sql.ACCOUNTS, holders);
  await client.query(sql.TREASURY, [treasury, accountNumber(treasury)]);
  await client.query(sql.GRANT_IDS);
  await client.query(sql.GRANTS, amounts);
  await client.query(sql.GRANT_ENTRIES, amounts);
}
