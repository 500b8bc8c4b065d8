import { findServers } from '../../../scripts/stack/stack';
import { provide, report, stopLater } from './started';

/** PostgreSQL, in which each suite makes databases of its own, and Redis. */
export default async function setUpDatabase(): Promise<void> {
  const servers = await report('Starting PostgreSQL and Redis', () => findServers());
  stopLater(() => servers.stop());
  provide({ TEST_DATABASE_URL: servers.postgres.url('postgres'), REDIS_URL: servers.redis.url });
}
