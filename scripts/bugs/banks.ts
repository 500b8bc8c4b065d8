import { dirname } from 'node:path';
import type { NumberedBug } from '../../bugs/catalogue';
import { buildBackend, webRoot } from '../stack/build';
import { removeRunFolder } from '../stack/folders';
import { findServers, type Reporter, type Servers, Stack } from '../stack/stack';
import { Wire } from '../stack/wires/wire';
import { BugBuilds } from './builds';
import { Levers } from './levers';

/** A bank that answers, as a command is told of it. */
export interface OpenBank {
  /**
   * BASE_URL and BASE_URL2 name its pods, LEVERS_URL what ends pods and loses commits. BANK_BUILD is its build, for suites
   * that start pods of their own.
   */
  env: Record<string, string>;
}

/** Long enough for whoever looks to see a pod that is told to end and still serves. */
const SHUTDOWN_DELAY_MS = '1000';

/** Opens banks that are true or have one bug, each in a database of its own on the same servers. */
export class Banks {
  private readonly builds = new BugBuilds();
  private readonly trueBuild = this.builds.write();

  private constructor(private readonly servers: Servers) {}

  static async open(report: Reporter): Promise<Banks> {
    await buildBackend(report);
    return new Banks(await report('Starting PostgreSQL and Redis', () => findServers()));
  }

  /** Has two pods of a bank running while it is used; only one where there is no Redis to share. */
  async with<T>(bug: NumberedBug | undefined, use: (bank: OpenBank) => Promise<T>): Promise<T> {
    const build = bug ? this.builds.write(bug, this.trueBuild) : this.trueBuild;
    const page = webRoot();
    const env = {
      LOG_LEVEL: 'warn',
      DEMO_SEED: 'true',
      SHUTDOWN_DELAY_MS,
      ...(page === undefined ? {} : { WEB_ROOT: page }),
    };
    const stack = await Stack.startBeside(this.servers, { pods: 0, env, build });
    const wire = await Wire.to(stack.servers.podDatabaseUrl);
    const levers = await Levers.start(stack.pods, wire);
    try {
      const pods = this.servers.redis.kind === 'memory' ? 1 : 2;
      for (let started = 0; started < pods; started++) await stack.addPod({ DATABASE_URL: wire.url });
      const [first = '', second] = stack.pods.map(({ url }) => url);
      return await use({
        env: {
          BASE_URL: first,
          ...(second && { BASE_URL2: second }),
          LEVERS_URL: levers.url,
          BANK_BUILD: build,
        },
      });
    } finally {
      await levers.stop();
      await stack.stop();
      wire.close();
      if (bug) removeRunFolder(dirname(dirname(build)));
    }
  }

  close(): Promise<void> {
    removeRunFolder(dirname(dirname(this.trueBuild)));
    return this.servers.stop();
  }
}
