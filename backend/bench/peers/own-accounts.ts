import { createHash } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import Redis from 'ioredis';
import { DatabaseError, Pool, type PoolClient, types } from 'pg';

/** What the peers that are a file each have in common: the same requests, sessions and accounts as the bank's. */

export interface Order {
  userId: string;
  key: string;
  fromId: number;
  toId: number;
  amount: number;
}

/** What a payment that cannot be made is answered. */
export class Refusal extends Error {}

/** Somebody else was faster: the payment is to be tried anew. */
export class Conflict extends Error {}

/** Tries of one payment. Under a hot account many fail; who gave up earlier would answer errors instead. */
const TRIES = 1000;

/** A way of posting, within a transaction; returns the transfer. */
type Post = (tx: PoolClient, order: Order) => Promise<object>;

/** Serves POST /api/transfer by the given way of posting, which is tried again after a conflict. */
export async function serve(tables: string, post: Post): Promise<void> {
  const { PORT, DATABASE_URL, REDIS_URL, DATABASE_POOL } = process.env;
  types.setTypeParser(types.builtins.INT8, Number);
  const redis = new Redis(REDIS_URL ?? '', { enableAutoPipelining: true });
  const pool = new Pool({ connectionString: DATABASE_URL, max: Number(DATABASE_POOL) });
  await pool.query(
    `CREATE TABLE peer_accounts (id bigint PRIMARY KEY, holder uuid UNIQUE, alias text UNIQUE); ${tables}`,
  );
  const app: FastifyInstance = fastify();
  app.post<{ Body: { to: string; amount: number } }>('/api/transfer', async (request, reply) => {
    const sessionId = (request.headers.authorization ?? '').slice('Bearer '.length);
    const session = await redis.get(`session:${createHash('sha256').update(sessionId).digest('hex')}`);
    if (session === null) return reply.code(401).send();
    const { userId } = JSON.parse(session) as { userId: string };
    const { to, amount } = request.body;
    const { rows } = await pool.query<{ id: number; alias: string }>({
      name: 'accounts',
      text: 'SELECT id, alias FROM peer_accounts WHERE holder = $1 OR alias = $2',
      values: [userId, to],
    });
    const fromId = rows.find(({ alias }) => alias !== to)?.id;
    const toId = rows.find(({ alias }) => alias === to)?.id;
    if (fromId === undefined || toId === undefined) return reply.code(404).send();
    const order = { userId, key: String(request.headers['idempotency-key']), fromId, toId, amount };
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        return await reply.code(201).send(await inTransaction(pool, (tx) => post(tx, order)));
      } catch (error) {
        if (error instanceof Refusal) return reply.code(422).send();
        if (!(error instanceof Conflict) && !isConflict(error)) throw error;
      }
    }
    return reply.code(503).send();
  });
  app.get('/health/ready', () => ({}));
  await app.listen({ host: '127.0.0.1', port: Number(PORT) });
}

async function inTransaction(pool: Pool, work: (tx: PoolClient) => Promise<object>): Promise<object> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** A unique key taken meanwhile, a serialization failure or a deadlock. */
function isConflict(error: unknown): boolean {
  return error instanceof DatabaseError && ['23505', '40001', '40P01'].includes(error.code ?? '');
}
