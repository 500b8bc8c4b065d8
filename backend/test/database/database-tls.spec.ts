import { chmodSync, chownSync } from 'node:fs';
import { createRunFolder, postgresAccount, removeRunFolder } from '../../../scripts/stack/folders';
import { PostgresServer } from '../../../scripts/stack/postgres';
import { loadDatabaseUrl } from '../../src/platform/config/config';
import { connectDatabase, migrationDatabaseOptions } from '../../src/platform/database/database-connection';
import { TestAuthority } from '../support/authority';

let folder: string;
let data: string;
let strangers: string;
let authority: TestAuthority;
let server: PostgresServer;

beforeAll(async () => {
  folder = createRunFolder();
  data = createRunFolder();
  strangers = createRunFolder();
  authority = new TestAuthority(folder);
  const account = postgresAccount();
  chmodSync(authority.serverKey, 0o600);
  if (account) chownSync(authority.serverKey, account.uid, account.gid);
  const settings = { ssl: 'on', ssl_cert_file: authority.serverCertificate, ssl_key_file: authority.serverKey };
  server = await PostgresServer.start({ folder: data, settings });
});

afterAll(async () => {
  await server.stop();
  for (const each of [folder, data, strangers]) removeRunFolder(each);
});

/** Connects as a pod or a migration does, and tells whether the connection is encrypted. */
async function encrypted(query: string, caFile = '', host = '127.0.0.1'): Promise<boolean | undefined> {
  const DATABASE_URL = `${server.url('postgres').replace('127.0.0.1', host)}${query}`;
  const url = loadDatabaseUrl({ DATABASE_URL, DATABASE_CA_FILE: caFile });
  const dataSource = await connectDatabase(migrationDatabaseOptions(url));
  try {
    const [row] = await dataSource.query<{ ssl: boolean }[]>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    return row?.ssl;
  } finally {
    await dataSource.destroy();
  }
}

describe('the connection to a PostgreSQL with a private authority', () => {
  it('is checked by that authority when DATABASE_CA_FILE names it', async () => {
    await expect(encrypted('', authority.certificate)).resolves.toBe(true);
    await expect(encrypted('?sslmode=verify-full', authority.certificate, 'localhost')).resolves.toBe(true);
  });

  it('is encrypted and not checked with sslmode=require alone, as libpq has it', async () => {
    await expect(encrypted('?sslmode=require')).resolves.toBe(true);
  });

  it('is in the clear with sslmode=disable', async () => {
    await expect(encrypted('?sslmode=disable')).resolves.toBe(false);
  });

  it.each(['?sslmode=verify-full', '?ssl=true'])(
    'is refused in a sentence without the authority: %s',
    async (query) => {
      await expect(encrypted(query)).rejects.toThrow(
        /is not trusted: .* Check sslmode in DATABASE_URL, and DATABASE_CA_FILE\.$/,
      );
    },
  );

  it.each(['?sslmode=require', '?sslmode=verify-ca', '?sslmode=verify-full', ''])(
    'is refused in a sentence with the authority of somebody else: "%s"',
    async (query) => {
      await expect(encrypted(query, new TestAuthority(strangers).certificate)).rejects.toThrow('is not trusted: ');
    },
  );

  it('is refused in a sentence where the server has no TLS', async () => {
    const plain = new URL(process.env.TEST_DATABASE_URL ?? '');
    plain.searchParams.set('sslmode', 'require');
    const url = loadDatabaseUrl({ DATABASE_URL: plain.href });
    await expect(connectDatabase(migrationDatabaseOptions(url))).rejects.toThrow(
      /is not trusted: The server does not support SSL/,
    );
  });
});
