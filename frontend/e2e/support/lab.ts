import { Client as Database } from 'pg';
import { progress } from '../../../scripts/progress';
import { Balancer } from '../../../scripts/stack/balancer';
import { buildLabs } from '../../../scripts/stack/build';
import { Lab } from '../../../scripts/stack/lab';
import { freePort } from '../../../scripts/stack/ports';
import type { PrivateServers, Stack } from '../../../scripts/stack/stack';
import { openBank } from './bank';

/** A bank with a lab beside it, behind one address, as `npm run demo -- --lab` has it. */
export class BankWithLab {
  private constructor(
    readonly bank: Stack<PrivateServers>,
    readonly lab: Lab,
    private readonly balancer: Balancer,
    readonly url: string,
  ) {}

  static async open(pods = 1): Promise<BankWithLab> {
    await buildLabs(progress);
    const bank = await openBank(pods, { TRUST_PROXY: 'loopback' });
    const { postgres, folder } = bank.servers;
    const lab = await Lab.start({ postgres, folder });
    const port = await freePort();
    const balancer = await Balancer.start(
      bank.pods.map(({ url }) => url),
      port,
      lab.url,
    );
    return new BankWithLab(bank, lab, balancer, `http://127.0.0.1:${String(port)}`);
  }

  /** The lab's own sessions and tables, as the server tells. */
  async remains(): Promise<string[]> {
    const url = new URL(this.bank.servers.postgres.adminUrl('lab'));
    const database = new Database({ connectionString: url.href });
    await database.connect();
    const { rows } = await database.query<{ what: string }>(
      `SELECT application_name AS what FROM pg_stat_activity WHERE usename = 'lab'
       UNION ALL SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname ~ '^(race|duel)_'`,
    );
    await database.end();
    return rows.map(({ what }) => what);
  }

  async close(): Promise<void> {
    await this.balancer.stop();
    await this.lab.stop();
    await this.bank.stop();
  }
}
