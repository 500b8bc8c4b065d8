import type { ClientConfig } from 'pg';
import type { Config } from '../config';
import { Session } from './session';

/** Connections that stay free for the bank when a race takes its own. */
const SPARED = 10;
/** What the lab makes bears this, so that it never removes what it did not make. */
const MARK = 'banking-demo race lab';

type Place = Pick<Config, 'databaseUrl' | 'adminUrl' | 'connections' | 'runId'>;

/** Where the lab works: a database and a role of its own, both gone afterwards; or ones that were given to it. */
export class Premises {
  constructor(private readonly place: Place) {}

  get url(): string {
    return this.place.databaseUrl;
  }

  /** How many connections the lab may have at once. */
  get connections(): number {
    return this.place.connections;
  }

  /** Makes database and role anew, or clears what an earlier run left in the given database. */
  async prepare(): Promise<void> {
    const { adminUrl } = this.place;
    if (adminUrl === undefined) return this.sweep();
    const { database, role, password } = named(this.place.databaseUrl);
    await asAdmin(adminUrl, async (admin) => {
      await removeOwn(admin, database, role, MARK);
      const limit = String(this.place.connections);
      await admin.query(`CREATE ROLE ${ident(role)} LOGIN PASSWORD ${text(password)} CONNECTION LIMIT ${limit}`);
      await admin.query(`GRANT ${ident(role)} TO CURRENT_USER`);
      await admin.query(`CREATE DATABASE ${ident(database)} OWNER ${ident(role)}`);
      await admin.query(`REVOKE ALL ON DATABASE ${ident(database)} FROM PUBLIC`);
      await admin.query(`COMMENT ON DATABASE ${ident(database)} IS ${text(`${MARK} ${this.place.runId}`)}`);
    });
  }

  /** Leaves nothing: no session, no table; and no database and role if they were made by `prepare` of this run. */
  async clear(): Promise<void> {
    const { adminUrl } = this.place;
    if (adminUrl === undefined) return this.sweep();
    const { database, role } = named(this.place.databaseUrl);
    await asAdmin(adminUrl, (admin) => removeOwn(admin, database, role, `${MARK} ${this.place.runId}`));
  }

  session(name: string, options?: ClientConfig): Promise<Session> {
    return Session.open(this.place.databaseUrl, name, options);
  }

  /** How many more connections the server can give to the lab without pressing the bank. */
  async spareConnections(session: Session): Promise<number> {
    const { rows } = await session.query<{ spare: number }>(SPARE_CONNECTIONS);
    return (rows[0]?.spare ?? 0) - SPARED;
  }

  private async sweep(): Promise<void> {
    const session = await this.session('sweep');
    try {
      await session.query(END_OTHERS);
      const { rows } = await session.query<{ name: string }>(OWN_SCHEMAS);
      for (const { name } of rows) await session.query(`DROP SCHEMA IF EXISTS ${ident(name)} CASCADE`);
    } finally {
      await session.close();
    }
  }
}

/** Sessions are counted by database: whose they are is not for everybody to see. */
const SPARE_CONNECTIONS = `
  SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true)::int, 0) - (SELECT sum(numbackends) FROM pg_stat_database) AS spare`;

const END_OTHERS = `SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
  WHERE usename = current_user AND datname = current_database() AND application_name LIKE 'lab %' AND pid <> pg_backend_pid()`;

const OWN_SCHEMAS = String.raw`SELECT nspname AS name FROM pg_namespace WHERE nspname ~ '^(race|duel)_[0-9a-f]+'`;

async function asAdmin(url: string, work: (admin: Session) => Promise<void>): Promise<void> {
  const admin = await Session.open(url, 'premises');
  try {
    await work(admin);
  } finally {
    await admin.close();
  }
}

/** Removes database and role if the database bears a mark that begins so. @throws Error when it bears another one */
async function removeOwn(admin: Session, database: string, role: string, mark: string): Promise<void> {
  const { rows } = await admin.query<{ mark: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = $1`,
    [database],
  );
  const [found] = rows;
  if (found && !found.mark?.startsWith(mark)) {
    if (found.mark?.startsWith(MARK)) return; // another run's by now
    throw new Error(
      `There is a database "${database}" already that is not the lab's: name another in LAB_DATABASE_URL.`,
    );
  }
  const drop = `DROP DATABASE IF EXISTS ${ident(database)}`;
  // Only a superuser may end an autovacuum that is at work in it; without force PostgreSQL waits for it.
  await admin.query(`${drop} WITH (FORCE)`).catch(() => admin.query(drop));
  await admin.query(`DROP ROLE IF EXISTS ${ident(role)}`);
}

function named(url: string): { database: string; role: string; password: string } {
  const { pathname, username, password } = new URL(url);
  const parts = [pathname.slice(1), username, password].map(decodeURIComponent);
  const [database = '', role = '', secret = ''] = parts;
  return { database, role, password: secret };
}

function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
