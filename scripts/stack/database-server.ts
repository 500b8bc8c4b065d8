import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { StackError } from './stack-error';

/** A PostgreSQL on which databases can be made, whoever runs it. */
export interface DatabaseServer {
  /** Connection URL of one of its databases. */
  url(database: string): string;
  /** The same for pods, who are another user where this server is ours to make one. */
  podUrl(database: string): string;
  /** Makes an empty database and answers its URL. */
  createDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** The server that DATABASE_URL names; it is only ever given databases with names of their own. */
export class ExternalDatabaseServer implements DatabaseServer {
  private constructor(private readonly anyUrl: string) {}

  /** Fails with one line when nobody answers there, or a server that is too old. */
  static async reach(url: string): Promise<ExternalDatabaseServer> {
    const [version] = (await execute(url, 'SHOW server_version_num').catch((error: unknown) => {
      if (!(error instanceof StackError)) throw error;
      throw new StackError(`${error.message}. Start it, correct DATABASE_URL, or unset it to use the embedded one.`);
    })) as { server_version_num: string }[];
    if (Number(version?.server_version_num) < 150_000)
      throw new StackError('DATABASE_URL names a PostgreSQL older than 15: name a newer one, or unset it.');
    return new ExternalDatabaseServer(url);
  }

  url(database: string): string {
    const url = new URL(this.anyUrl);
    url.pathname = `/${database}`;
    return url.href;
  }

  podUrl(database: string): string {
    return this.url(database);
  }

  async createDatabase(name: string): Promise<string> {
    await execute(this.anyUrl, `CREATE DATABASE ${quoted(name)}`);
    return this.url(name);
  }

  /** By force, unless an autovacuum is at work in it, which only a superuser may end so. Else PostgreSQL waits for it. */
  async dropDatabase(name: string): Promise<void> {
    const drop = `DROP DATABASE IF EXISTS ${quoted(name)}`;
    await execute(this.anyUrl, `${drop} WITH (FORCE)`).catch(() => execute(this.anyUrl, drop));
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

export function temporaryDatabaseName(): string {
  return `bank_test_${randomBytes(6).toString('hex')}`;
}

/** Runs the statements one by one on a connection of their own; returns the rows of the last. */
export async function execute(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined); // a server that stops meanwhile is told of by the statement
  try {
    await client.connect();
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
    return rows;
  } catch (error) {
    const { hostname, port, pathname } = new URL(url);
    const where = `${hostname}:${port}${pathname}`;
    throw new StackError(`PostgreSQL at ${where}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
