import { PostgresServer } from '../../../scripts/stack/postgres';
import { findServers } from '../../../scripts/stack/stack';
import { provide, report, stopLater } from './started';

/** PostgreSQL, in which each suite makes databases of its own, and Redis. */
export default async function setUpDatabase(): Promise<void> {
  const servers = await report('Starting PostgreSQL and Redis', () => findServers());
  stopLater(() => servers.stop());
  const { postgres, redis } = servers;
  const admin = postgres instanceof PostgresServer ? postgres.adminUrl('postgres') : postgres.url('postgres');
  provide({ TEST_DATABASE_URL: postgres.url('postgres'), TEST_ADMIN_DATABASE_URL: admin, REDIS_URL: redis.url });
}
