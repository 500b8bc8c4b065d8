import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseServer } from './database-server';
import { checkout } from './folders';
import { podEnvironment } from './pods';
import { freePort } from './ports';
import { PostgresServer } from './postgres';
import { type Exit, ServerProcess } from './server-process';

export interface LabOptions {
  postgres: DatabaseServer;
  /** Folder for its log. */
  folder: string;
  /** One that is free unless given. */
  port?: number;
}

/** The race lab's process. It makes its database and role when it starts, and removes them when it ends. */
export class Lab {
  readonly name = 'The lab';

  private constructor(
    private readonly options: LabOptions & { port: number },
    private process: ServerProcess,
  ) {}

  /** Starts it; returns once it answers. */
  static async start(options: LabOptions): Promise<Lab> {
    const settled = { ...options, port: options.port ?? (await freePort()) };
    const lab = new Lab(settled, await launch(settled));
    await lab.whenReady();
    return lab;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.options.port)}`;
  }

  get pid(): number {
    return this.process.pid;
  }

  get ended(): Promise<Exit> {
    return this.process.ended;
  }

  stop(): Promise<Exit> {
    return this.process.stop();
  }

  kill(): Promise<Exit> {
    return this.process.kill();
  }

  /** Starts it again, on the same port, after it ended. */
  async restart(): Promise<void> {
    this.process = await launch(this.options);
    await this.whenReady();
  }

  private whenReady(): Promise<void> {
    return this.process.until(() => answers(this.url), 30_000);
  }
}

/**
 * Where the lab works on this server: the database that LAB_DATABASE_URL names, or one that it makes for itself.
 *
 * @param name of that database and its role
 */
export function labDatabase(postgres: DatabaseServer, name = 'lab'): Record<string, string> {
  const given = process.env.LAB_DATABASE_URL;
  if (given) return { LAB_DATABASE_URL: given };
  const admin = postgres instanceof PostgresServer ? postgres.adminUrl('postgres') : (process.env.DATABASE_URL ?? '');
  const own = new URL(admin);
  own.username = name;
  own.password = randomBytes(12).toString('hex');
  own.pathname = `/${name}`;
  return { LAB_ADMIN_DATABASE_URL: admin, LAB_DATABASE_URL: own.href };
}

/** The compiled program of the lab with this name. */
export function labProgram(name: string): string {
  return join(checkout, 'labs', 'dist', 'labs', 'src', `${name}.js`);
}

function launch({ postgres, folder, port }: LabOptions & { port: number }): Promise<ServerProcess> {
  return ServerProcess.start({
    name: 'The lab',
    command: process.execPath,
    args: ['--enable-source-maps', labProgram('main')],
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: { file: join(folder, 'lab.log') },
    env: podEnvironment({ HOST: '127.0.0.1', PORT: String(port), ...labDatabase(postgres) }),
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/lab/api`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
