import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout } from './folders';
import { freePort } from './ports';
import { run, ServerProcess, type Exit } from './server-process';
import { StackError } from './stack-error';

export interface PodOptions {
  name: string;
  databaseUrl: string;
  redisUrl: string;
  /** Folder for its log. */
  folder: string;
  /** One that is free unless given. */
  port?: number;
  /** Further configuration, by the names of the backend's environment variables. */
  env?: Record<string, string>;
  /** Folder of the built backend; this checkout's unless given. */
  build?: string | undefined;
}

export interface MigrationOptions {
  /** What pods are given; the owner's unless told. */
  podUrl?: string;
  /** Further configuration. */
  env?: Record<string, string>;
  /** Folder of the built backend; this checkout's unless given. */
  build?: string | undefined;
}

/** One running backend. */
export class Pod {
  private constructor(
    private readonly options: PodOptions & { port: number },
    private process: ServerProcess,
  ) {}

  /** Starts a pod; returns once it is ready to serve. */
  static async start(options: PodOptions): Promise<Pod> {
    const settled = { ...options, port: options.port ?? (await freePort()) };
    const pod = new Pod(settled, await launch(settled));
    await pod.whenReady();
    return pod;
  }

  get name(): string {
    return this.options.name;
  }

  get port(): number {
    return this.options.port;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.options.port)}`;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Set once the process has ended. */
  get exit(): Exit | undefined {
    return this.process.exit;
  }

  get ended(): Promise<Exit> {
    return this.process.ended;
  }

  get logFile(): string {
    return logFile(this.options);
  }

  /** For a message about what went wrong. */
  lastLines(count?: number): string {
    return this.process.lastLines(count);
  }

  send(signal: NodeJS.Signals): void {
    this.process.send(signal);
  }

  /** SIGTERM: drains and ends in order. */
  stop(): Promise<Exit> {
    return this.process.stop(20_000);
  }

  /** SIGKILL. */
  kill(): Promise<Exit> {
    return this.process.kill();
  }

  /** Freezes it until `resume`. */
  pause(): void {
    this.send('SIGSTOP');
  }

  resume(): void {
    this.send('SIGCONT');
  }

  /** Starts it again, on the same port, after it ended. */
  async restart(): Promise<void> {
    if (!this.exit) await this.stop();
    this.process = await launch(this.options);
    await this.whenReady();
  }

  whenReady(): Promise<void> {
    return this.process.until(() => isReady(this.url), 60_000);
  }
}

/** Whether a server says, at the pods' path or another, that it and what it depends on can serve. */
export async function isReady(url: string, patienceMs = 2000, path = '/health/ready'): Promise<boolean> {
  try {
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(patienceMs) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Brings the database's schema up to date, as its owner, and gives rights to whom pods sign in as.
 *
 * @param folder for its log
 */
export function migrate(
  databaseUrl: string,
  folder: string,
  { podUrl = databaseUrl, env = {}, build }: MigrationOptions = {},
): Promise<void> {
  return run({
    name: 'The migration',
    command: process.execPath,
    args: [program('migrate.js', build)],
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: { file: join(folder, 'migrate.log') },
    env: podEnvironment({ ...env, DATABASE_URL: podUrl, MIGRATION_DATABASE_URL: databaseUrl }),
  });
}

function launch(options: PodOptions & { port: number }): Promise<ServerProcess> {
  return ServerProcess.start({
    name: options.name,
    command: process.execPath,
    args: [
      '--enable-source-maps',
      '--max-semi-space-size=64',
      '--import',
      pathToFileURL(program('tracing.js', options.build)).href,
      program('main.js', options.build),
    ],
    stopSignal: 'SIGTERM',
    stops: 'first',
    output: { file: logFile(options) },
    env: podEnvironment({
      // The stand-in for Redis is refused in production.
      NODE_ENV: options.redisUrl === 'memory:' ? 'development' : 'production',
      HOST: '127.0.0.1',
      PORT: String(options.port),
      POD_NAME: options.name,
      DATABASE_URL: options.databaseUrl,
      REDIS_URL: options.redisUrl,
      ...options.env,
    }),
  });
}

/** What the user configured, without other places of the database and of Redis, which would contradict the given ones. */
export function podEnvironment(own: Record<string, string>): NodeJS.ProcessEnv {
  const elsewhere = [
    'DATABASE_URL_FILE',
    'MIGRATION_DATABASE_URL_FILE',
    'REDIS_URL_FILE',
    'REDIS_SENTINELS',
    'REDIS_CLUSTER',
    'REDIS_PASSWORD',
  ];
  const inherited = Object.entries(process.env).filter(([name]) => !elsewhere.includes(name));
  return { ...Object.fromEntries(inherited), ...own };
}

function logFile({ folder, name }: PodOptions): string {
  return join(folder, `${name}.log`);
}

/** BANK_BUILD names another build of the bank for whatever starts pods, such as suites that are tried on one. */
function program(file: string, build = process.env.BANK_BUILD ?? join(checkout, 'backend', 'dist')): string {
  const path = join(build, file);
  if (!existsSync(path)) throw new StackError(`The backend is not built: run npm run build:backend.`);
  return path;
}
