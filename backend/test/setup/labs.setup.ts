import { buildBackend, buildLabs } from '../../../scripts/stack/build';
import { labDatabase } from '../../../scripts/stack/lab';
import { findServers } from '../../../scripts/stack/stack';
import { provide, report, stopLater } from './started';

/** The programs of lab and bank, and PostgreSQL, on which each suite has a lab of its own. */
export default async function setUpLabs(): Promise<void> {
  await Promise.all([buildBackend(report), buildLabs(report)]);
  const servers = await report('Starting PostgreSQL', () => findServers());
  stopLater(() => servers.stop());
  provide(labDatabase(servers.postgres));
}
