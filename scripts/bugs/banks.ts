import { dirname } from 'node:path';
import type { NumberedBug } from '../../bugs/catalogue';
import { buildBackend, webRoot } from '../stack/build';
import { removeRunFolder } from '../stack/folders';
import { findServers, type Reporter, type Servers, Stack } from '../stack/stack';
import { BugBuilds } from './builds';

/** A bank that answers, as a command is told of it. */
export interface OpenBank {
  /** BASE_URL and BASE_URL2 name its pods; BANK_BUILD is its build, for suites that start pods of their own. */
  env: Record<string, string>;
}

/** Opens banks that are true or have one bug, each in a database of its own on the same servers. */
export class Banks {
  private builds: BugBuilds | undefined;

  private constructor(private readonly servers: Servers) {}

  static async open(report: Reporter): Promise<Banks> {
    await buildBackend(report);
    return new Banks(await report('Starting PostgreSQL and Redis', () => findServers()));
  }

  /** Has two pods of a bank running while it is used; only one where there is no Redis to share. */
  async with<T>(bug: NumberedBug | undefined, use: (bank: OpenBank) => Promise<T>): Promise<T> {
    const build = bug && (this.builds ??= new BugBuilds()).write(bug);
    const page = webRoot();
    const env = { LOG_LEVEL: 'warn', DEMO_SEED: 'true', ...(page === undefined ? {} : { WEB_ROOT: page }) };
    const pods = this.servers.redis.kind === 'memory' ? 1 : 2;
    const stack = await Stack.startBeside(this.servers, { pods, env, build });
    try {
      const [first = '', second] = stack.pods.map(({ url }) => url);
      return await use({
        env: { BASE_URL: first, ...(second && { BASE_URL2: second }), ...(build && { BANK_BUILD: build }) },
      });
    } finally {
      await stack.stop();
      if (build) removeRunFolder(dirname(dirname(build)));
    }
  }

  close(): Promise<void> {
    return this.servers.stop();
  }
}
