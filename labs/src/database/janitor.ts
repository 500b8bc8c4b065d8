import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Config } from '../config';

/**
 * A small process that outlives the lab, however that ends, and then leaves nothing of it in the database. It notices by
 * its standard input, which the system closes with the lab.
 */
export class Janitor {
  private constructor(
    private readonly leave: () => void,
    private readonly gone: Promise<number | null>,
  ) {}

  static start({ databaseUrl, adminUrl, connections, runId }: Config): Janitor {
    const child = spawn(process.execPath, [...process.execArgv, join(__dirname, `janitor-process${extension()}`)], {
      // A group of its own: what is sent to the lab's group must not end it.
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS,
        LAB_DATABASE_URL: databaseUrl,
        LAB_RUN_ID: runId,
        LAB_CONNECTIONS: String(connections),
        ...(adminUrl === undefined ? {} : { LAB_ADMIN_DATABASE_URL: adminUrl }),
      },
    });
    const gone = new Promise<number | null>((resolve) => {
      child.once('exit', resolve);
    });
    return new Janitor(() => child.stdin.end(), gone);
  }

  /** Lets it clear up now, and waits for that. */
  async finish(): Promise<void> {
    this.leave();
    await this.gone;
  }
}

/** The same file as this one is: compiled, or read as it is by a loader. */
function extension(): string {
  return __filename.slice(__filename.lastIndexOf('.'));
}
