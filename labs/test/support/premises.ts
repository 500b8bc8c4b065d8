import { randomBytes } from 'node:crypto';
import { type Config, readConfig } from '../../src/config';
import { Premises } from '../../src/database/premises';
import { Session } from '../../src/database/session';

/** A lab's database and role of one suite's own, on the server under test unless the variables name another. */
export function ownConfig(env = process.env): Config & { adminUrl: string } {
  const config = readConfig(env);
  const { adminUrl } = config;
  if (adminUrl === undefined) throw new Error('These tests make databases: LAB_ADMIN_DATABASE_URL is not set.');
  const url = new URL(config.databaseUrl);
  const name = `lab_test_${randomBytes(6).toString('hex')}`;
  url.pathname = `/${name}`;
  url.username = name;
  return { ...config, adminUrl, databaseUrl: url.href };
}

/** Prepares premises before the tests of a file and clears them afterwards. */
export function usePremises(): Premises {
  const premises = new Premises(ownConfig());
  beforeAll(() => premises.prepare());
  afterAll(() => premises.clear());
  return premises;
}

/** What is left of a lab: its sessions, its schemas, its database and its role. */
export async function remains({ adminUrl, databaseUrl }: Config & { adminUrl: string }): Promise<string[]> {
  const name = new URL(databaseUrl).username;
  const admin = await Session.open(adminUrl, 'test');
  try {
    const { rows } = await admin.query<{ what: string }>(
      `SELECT 'session ' || application_name AS what FROM pg_stat_activity WHERE usename = $1
       UNION ALL SELECT 'database' FROM pg_database WHERE datname = $1
       UNION ALL SELECT 'role' FROM pg_roles WHERE rolname = $1`,
      [name],
    );
    return rows.map(({ what }) => what);
  } finally {
    await admin.close();
  }
}
