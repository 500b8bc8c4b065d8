import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseServer, execute, quoted } from './database-server';
import { type Account, openFolder, postgresAccount, privateFolder } from './folders';
import { freePort } from './ports';
import { majorVersion, postgresBinaries, unusablePostgres } from './postgres-binaries';
import { descendants, whenGone } from './process-table';
import { run, ServerProcess } from './server-process';
import { StackError } from './stack-error';

export interface PostgresOptions {
  /** Holds data, password and log; made when it is not there, used again when it is. */
  folder: string;
  /** Server parameters by name, over the defaults below. */
  settings?: Record<string, string>;
}

/** Owner of the databases, but no superuser: who migrates. */
const role = 'bank';
/** Whom pods connect as, with the rights that the migration gives them. */
const podRole = 'bank_pod';
const superuser = 'postgres';

const defaults: Record<string, string> = {
  max_connections: '200',
  listen_addresses: '127.0.0.1',
  // No files outside the folder: neither sockets nor shared memory that a killed server would leave behind.
  unix_socket_directories: '',
  dynamic_shared_memory_type: sharedMemoryOn(process.platform),
};

/** Windows has a kind of its own and no other. */
export function sharedMemoryOn(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'windows' : 'mmap';
}

/** A private PostgreSQL from the npm package, on the loopback interface. */
export class PostgresServer implements DatabaseServer {
  private process: ServerProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly bin: string,
    private readonly account: Account | undefined,
    private readonly password: string,
    private readonly settings: Record<string, string>,
  ) {}

  static async start(options: PostgresOptions): Promise<PostgresServer> {
    const account = postgresAccount();
    const bin = postgresBinaries();
    openFolder(options.folder);
    const password = passwordIn(options.folder, account);
    await initialise(options.folder, bin, account);
    const settings = { ...defaults, ...options.settings };
    const server = new PostgresServer(await freePort(), options.folder, bin, account, password, settings);
    await server.start();
    await server.ensureRoles();
    return server;
  }

  url(database: string): string {
    return this.urlAs(role, database);
  }

  podUrl(database: string): string {
    return this.urlAs(podRole, database);
  }

  /** For what only a superuser may do, such as looking into the server. */
  adminUrl(database: string): string {
    return this.urlAs(superuser, database);
  }

  /** Process id of the postmaster, while it runs. */
  get pid(): number | undefined {
    return this.process?.exit ? undefined : this.process?.pid;
  }

  async createDatabase(name: string): Promise<string> {
    await execute(this.url('postgres'), `CREATE DATABASE ${quoted(name)}`);
    return this.url(name);
  }

  /** As a superuser: nobody else may end an autovacuum that is at work in it. */
  async dropDatabase(name: string): Promise<void> {
    await execute(this.adminUrl('postgres'), `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
  }

  /** Starts it again, after `stop` or `kill`, on the same port and data. */
  async start(): Promise<void> {
    if (this.pid !== undefined) return;
    const settings = { ...this.settings, port: String(this.port) };
    const process_ = await ServerProcess.start({
      name: 'PostgreSQL',
      command: join(this.bin, 'postgres'),
      args: [
        '-D',
        dataIn(this.folder),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      // What is in a transaction is rolled back; nobody is waited for.
      stopSignal: 'SIGINT',
      stops: 'last',
      output: { file: join(this.folder, 'postgres.log') },
      cwd: dataIn(this.folder),
      env: cleanEnvironment(),
      account: this.account,
    });
    this.process = process_;
    await process_.until(() => this.answers(), 60_000);
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }

  /** As a power failure would: SIGKILL to the postmaster and all its children, which are gone afterwards. */
  async kill(): Promise<void> {
    if (this.pid === undefined) return;
    const all = this.signalAll('SIGKILL');
    await this.process?.ended;
    await whenGone(all);
  }

  /** Freezes it, as a stalled host would, until `resume`. */
  pause(): void {
    this.signalAll('SIGSTOP');
  }

  resume(): void {
    this.signalAll('SIGCONT');
  }

  /** Makes the database unless it is there; answers its URL. */
  async ensureDatabase(name: string): Promise<string> {
    const found = await execute(this.url('postgres'), `SELECT FROM pg_database WHERE datname = '${name}'`);
    return found.length > 0 ? this.url(name) : this.createDatabase(name);
  }

  /** Answers whom it was sent to. */
  private signalAll(signal: NodeJS.Signals): number[] {
    if (this.pid === undefined) return [];
    const children = descendants(this.pid);
    for (const pid of [this.pid, ...children]) {
      try {
        process.kill(pid, signal);
      } catch {
        // It ended by itself, having noticed that the postmaster is gone.
      }
    }
    return [this.pid, ...children];
  }

  private async ensureRoles(): Promise<void> {
    const admin = this.adminUrl('postgres');
    const found = (await execute(admin, 'SELECT rolname FROM pg_roles')) as { rolname: string }[];
    const missing = [`${role} LOGIN CREATEDB`, `${podRole} LOGIN`].filter(
      (each) => !found.some(({ rolname }) => each.startsWith(`${rolname} `)),
    );
    for (const each of missing) await execute(admin, `CREATE ROLE ${each} PASSWORD '${this.password}'`);
  }

  private async answers(): Promise<boolean> {
    try {
      await execute(this.adminUrl('postgres'), 'SELECT 1');
      return true;
    } catch (error) {
      if (error instanceof StackError) return false;
      throw error;
    }
  }

  private urlAs(user: string, database: string): string {
    return `postgres://${user}:${this.password}@127.0.0.1:${String(this.port)}/${encodeURIComponent(database)}`;
  }
}

function dataIn(folder: string): string {
  return join(folder, 'data');
}

/** The password both roles have, made on first use. Its file is the account's own, since initdb reads it. */
function passwordIn(folder: string, account: Account | undefined): string {
  const file = join(folder, 'password');
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(12).toString('hex'), { mode: 0o600 });
    if (account) chownSync(file, account.uid, account.gid);
  }
  return readFileSync(file, 'utf8');
}

/** Before version 17 the locale of the same name is the system's. */
const BUILTIN_LOCALE = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];

/** Makes the data folder when there is none; one that was interrupted half-way leaves nothing that looks finished. */
async function initialise(folder: string, bin: string, account: Account | undefined): Promise<void> {
  if (existsSync(dataIn(folder))) return;
  const unfinished = join(folder, 'data.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  privateFolder(unfinished, account);
  const locale = majorVersion(bin) < 17 ? ['--locale=C.UTF-8'] : BUILTIN_LOCALE;
  const access = [`--username=${superuser}`, `--pwfile=${join(folder, 'password')}`, '--auth=scram-sha-256'];
  try {
    await run({
      name: 'initdb',
      command: join(bin, 'initdb'),
      args: ['-D', unfinished, '--encoding=UTF8', ...locale, ...access],
      stopSignal: 'SIGTERM',
      stops: 'first',
      output: { file: join(folder, 'initdb.log') },
      cwd: unfinished,
      env: cleanEnvironment(),
      account,
    });
  } catch (error) {
    if (error instanceof StackError) throw unusablePostgres(error.message);
    throw error;
  }
  renameSync(unfinished, dataIn(folder));
}

/** The user's own PG* variables and locale are none of this server's business. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C', SystemRoot: process.env.SystemRoot };
}
