/**
 * The least that can answer a balance: Fastify with a Redis GET for the session and the SELECT the bank makes. It checks
 * and counts nothing, so it is what the bank's own work is measured against.
 */
import { createHash } from 'node:crypto';
import fastify from 'fastify';
import Redis from 'ioredis';
import { Pool, types } from 'pg';

interface Account {
  id: number;
  number: string;
  currency: string;
}

async function main(): Promise<void> {
  const { PORT, DATABASE_URL, REDIS_URL, DATABASE_POOL } = process.env;
  types.setTypeParser(types.builtins.INT8, Number);
  const redis = new Redis(REDIS_URL ?? '', { enableAutoPipelining: true });
  const pool = new Pool({ connectionString: DATABASE_URL, max: Number(DATABASE_POOL) });
  const { rows } = await pool.query<Account & { holder: string }>(
    'SELECT ledger_account_id AS id, number, currency, holder_id AS holder FROM accounts WHERE holder_id IS NOT NULL',
  );
  const accounts = new Map<string, Account>(rows.map((row) => [row.holder, row]));
  const app = fastify();
  app.get('/api/balance', async (request, reply) => {
    const sessionId = (request.headers.authorization ?? '').slice('Bearer '.length);
    const session = await redis.get(`session:${createHash('sha256').update(sessionId).digest('hex')}`);
    const account = session === null ? undefined : accounts.get((JSON.parse(session) as { userId: string }).userId);
    if (!account) return reply.code(401).send();
    const found = await pool.query<{ balance: number; seq: number }>({
      name: 'balance',
      text: 'SELECT id, currency, kind, balance, seq FROM ledger_accounts WHERE id = ANY($1::bigint[])',
      values: [[account.id]],
    });
    return { accountNumber: account.number, currency: account.currency, ...found.rows[0], asOf: new Date() };
  });
  app.get('/health/ready', () => ({}));
  await app.listen({ host: '127.0.0.1', port: Number(PORT) });
}

void main();
