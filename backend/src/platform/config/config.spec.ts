import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, loadDatabaseUrl, loadMigrationConfig } from './config';

const NEEDED = { DATABASE_URL: 'postgres://bank:secret@db:5432/bank', REDIS_URL: 'redis://redis:6379' };

function problemsOf(variables: NodeJS.ProcessEnv): string {
  try {
    loadConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'none';
}

describe('loadConfig', () => {
  it('needs a database and Redis only', () => {
    expect(loadConfig(NEEDED)).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: NEEDED.DATABASE_URL,
      redis: { kind: 'single', host: 'redis', port: 6379, db: 0, tls: undefined, prefix: '' },
      welcomeGrant: 100_000,
      transferMax: 10_000_000,
      transferQueueMax: 4096,
      transferBatchMax: 256,
      transferDeadlineMs: 5000,
      currencies: ['EUR'],
      rateLimits: 'strict',
      testSupport: false,
      demoSeed: false,
    });
  });

  it('names every problem at once, one per line', () => {
    const message = problemsOf({ PORT: 'x', CURRENCIES: 'EUR,EUR', WELCOME_GRANT: '-1', RATE_LIMITS: 'some' });
    for (const name of ['PORT', 'CURRENCIES', 'WELCOME_GRANT', 'RATE_LIMITS', 'DATABASE_URL is missing', 'give'])
      expect(message).toMatch(new RegExp(`^  ${name}`, 'm'));
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ ...NEEDED, PORT: '', POD_NAME: '', REDIS_CLUSTER: '' }).port).toBe(3000);
    expect(problemsOf({ ...NEEDED, DATABASE_URL: '' })).toContain('DATABASE_URL is missing');
  });

  it('reads Sentinel and Cluster', () => {
    const { DATABASE_URL } = NEEDED;
    expect(loadConfig({ DATABASE_URL, REDIS_SENTINELS: 'a:1,b:2/main', REDIS_PASSWORD: 'p' }).redis).toMatchObject({
      kind: 'sentinel',
      sentinels: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      master: 'main',
      password: 'p',
    });
    expect(loadConfig({ DATABASE_URL, REDIS_CLUSTER: 'a:1, b:2' }).redis).toMatchObject({ kind: 'cluster' });
    expect(loadConfig({ DATABASE_URL, REDIS_CLUSTER: '[fd00::1]:7000,[::1]:7001' }).redis).toMatchObject({
      nodes: [
        { host: 'fd00::1', port: 7000 },
        { host: '::1', port: 7001 },
      ],
    });
  });

  it('reads the URL of Redis, of which every part may be encoded', () => {
    const REDIS_URL = 'rediss://us%40er:p%23ss%2F@[::1]:6380/3';
    expect(loadConfig({ ...NEEDED, REDIS_URL }).redis).toMatchObject({
      ...{ kind: 'single', host: '::1', port: 6380, db: 3, username: 'us@er', password: 'p#ss/' },
      tls: {},
    });
    expect(loadConfig({ ...NEEDED, REDIS_USERNAME: 'u', REDIS_PASSWORD: 'p', REDIS_TLS: 'true' }).redis).toMatchObject({
      ...{ host: 'redis', username: 'u', password: 'p', tls: {} },
    });
  });

  it.each(['#', '/', '?', '%', '%zz'])('never shows a password, as one with %s in REDIS_URL', (character) => {
    const message = problemsOf({ ...NEEDED, REDIS_URL: `redis://:s3cr${character}t9@redis:6379` });
    expect(message).not.toMatch(/s3cr|t9/);
    expect(message).toContain('REDIS_URL must be like');
  });

  const SPECIAL = ['#', '/', '?', '%', '%zz', '@', ':', '\\', ' ', '[', ','];
  const given = (password: string): [string, NodeJS.ProcessEnv][] => [
    ['DATABASE_URL', { DATABASE_URL: `postgres://bank:${password}@db/bank` }],
    ['DATABASE_URL, its user', { DATABASE_URL: `postgres://${password}@db/bank?sslmode=x` }],
    ['DATABASE_URL, a parameter', { DATABASE_URL: `postgres://db/bank?password=${password}&sslmode=x` }],
    ['DATABASE_URL_FILE', { DATABASE_URL: '', DATABASE_URL_FILE: `postgres://bank:${password}@db/bank` }],
    ['REDIS_URL_FILE', { REDIS_URL: '', REDIS_URL_FILE: `redis://:${password}@redis` }],
    ['REDIS_PASSWORD_FILE', { REDIS_PASSWORD_FILE: password }],
    ['REDIS_SENTINELS', { REDIS_URL: '', REDIS_SENTINELS: `:${password}@redis:26379/master` }],
    ['REDIS_SENTINELS, behind', { REDIS_URL: '', REDIS_SENTINELS: `redis:26379/master?password=${password}` }],
    ['REDIS_CLUSTER', { REDIS_URL: '', REDIS_CLUSTER: `redis:6379,:${password}@redis:6379` }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: `https://me:${password}@traces?` }],
  ];

  it.each(given('').map(([name]) => name))('tells nothing of a secret in %s, whatever is in it', (name) => {
    for (const special of SPECIAL) {
      const [, variables] = given(`s3cr${special}t9`).find(([each]) => each === name) ?? [];
      const all: NodeJS.ProcessEnv = { ...NEEDED, PORT: 'x', ...variables };
      expect(problemsOf(all)).not.toMatch(/s3cr|t9/);
      const { DATABASE_URL: MIGRATION_DATABASE_URL, DATABASE_URL_FILE: MIGRATION_DATABASE_URL_FILE } = all;
      try {
        loadMigrationConfig({ ...NEEDED, MIGRATION_DATABASE_URL, MIGRATION_DATABASE_URL_FILE });
      } catch (error) {
        expect((error as Error).message).not.toMatch(/s3cr|t9/);
      }
    }
  });

  it.each([
    ['two kinds of Redis', { ...NEEDED, REDIS_CLUSTER: 'a:1' }, 'exactly one of'],
    ['a node without a port', { ...NEEDED, REDIS_URL: '', REDIS_CLUSTER: 'a' }, 'not host:port'],
    ['sentinels without the master', { ...NEEDED, REDIS_URL: '', REDIS_SENTINELS: 'a:1' }, 'master-name'],
    ['the stand-in in production', { ...NEEDED, REDIS_URL: 'memory:', NODE_ENV: 'production' }, 'memory:'],
    ['an authority without TLS', { ...NEEDED, REDIS_CA_FILE: '/none' }, 'REDIS_CA_FILE is of use with TLS only'],
    [
      'an authority that is not there',
      { ...NEEDED, REDIS_TLS: 'true', REDIS_CA_FILE: '/none' },
      'REDIS_CA_FILE cannot',
    ],
    ['a prefix that is a pattern', { ...NEEDED, REDIS_PREFIX: 'a*' }, 'REDIS_PREFIX must be'],
    ['two passwords', { ...NEEDED, REDIS_URL: 'redis://:a@b', REDIS_PASSWORD: 'c' }, 'REDIS_PASSWORD and a password'],
    ['a database of another kind', { ...NEEDED, DATABASE_URL: 'mysql://db/bank' }, 'postgres://'],
    ['personas without money', { ...NEEDED, DEMO_SEED: 'true', WELCOME_GRANT: '0' }, 'DEMO_SEED needs'],
    ['personas who may hardly pay', { ...NEEDED, DEMO_SEED: 'true', TRANSFER_MAX: '99' }, 'DEMO_SEED needs'],
    ['a fraction of a cent', { ...NEEDED, TRANSFER_MAX: '0.5' }, 'TRANSFER_MAX must be a whole number'],
  ])('refuses %s', (_, variables, message) => {
    expect(problemsOf(variables)).toContain(message);
  });

  describe('an address of a server', () => {
    it.each([
      'postgres://bank:secret@db:5432/bank',
      'postgresql://bank@db/bank?application_name=bank',
      'postgres:///bank?host=/var/run/postgresql',
      'postgres://bank:p%23ss%2Fw%3Frd%40%25@db/bank',
      'postgres://bank:secret@[2001:db8::1]:5432/bank',
    ])('may be DATABASE_URL=%s', (DATABASE_URL) => {
      expect(loadConfig({ ...NEEDED, DATABASE_URL }).databaseUrl).toBe(DATABASE_URL);
    });

    it.each([
      ['DATABASE_URL', 'postgres://bank:s3cr#3t@db/bank'],
      ['DATABASE_URL', 'postgres://bank:s3cr/3t@db/bank'],
      ['DATABASE_URL', 'postgres://bank:s3cr?3t@db/bank'],
      ['DATABASE_URL', 'postgres://bank:s3cr%3t%zz@db/bank'],
      ['DATABASE_URL', 'postgres://bank:1#s3cr3t@db/bank'],
      ['DATABASE_URL', 'postgres://bank:1/s3cr3t@db/bank'],
      ['DATABASE_URL', 's3cr3t'],
      ['REDIS_URL', 'redis://:s3cr#3t@redis:6379'],
      ['REDIS_URL', 'redis://:1#s3cr3t@redis:6379'],
      ['REDIS_URL', 'redis://:s3cr3t@redis:70000'],
      ['REDIS_URL', 'redis://redis/s3cr3t'],
      ['REDIS_URL', 'http://s3cr3t@redis'],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://user:s3cr#3t@collector:4318'],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 's3cr3t'],
    ])('is refused as %s=%s, by the name and without the value', (name, value) => {
      const message = problemsOf({ ...NEEDED, [name]: value });
      expect(message).toMatch(new RegExp(`^  ${name} `, 'm'));
      expect(message).not.toMatch(/s3cr|3t@/);
    });
  });

  describe('CORS_ORIGINS', () => {
    it.each(['https://shop.example.com', 'http://localhost:4200,https://a.example', 'https://[2001:db8::1]:8443'])(
      'may be %s',
      (CORS_ORIGINS) => {
        expect(loadConfig({ ...NEEDED, CORS_ORIGINS }).corsOrigins).toEqual(CORS_ORIGINS.split(','));
      },
    );

    it.each([
      ['https://shop.example.com/', 'write https://shop.example.com'],
      ['https://shop.example.com/shop', 'write https://shop.example.com'],
      ['https://shop.example.com:443', 'write https://shop.example.com'],
      ['HTTPS://Shop.example.com', 'write https://shop.example.com'],
      ['*', 'each origin'],
      ['null', 'no origin'],
      ['shop.example.com', 'no origin'],
      ['https://*.example.com', 'no origin'],
      ['https://a.example, https://b.example/', 'write https://b.example'],
    ])('is refused as %s, with the right form', (CORS_ORIGINS, message) => {
      expect(problemsOf({ ...NEEDED, CORS_ORIGINS })).toContain(message);
    });
  });

  it.each(['', '/bank', '/demo/bank-2'])('takes BASE_PATH=%s', (BASE_PATH) => {
    expect(loadConfig({ ...NEEDED, BASE_PATH }).basePath).toBe(BASE_PATH);
  });

  it.each(['/', 'bank', '/bank/', '//bank', '/b ank', '/../bank', 'https://a.example/bank'])(
    'refuses BASE_PATH=%s',
    (BASE_PATH) => {
      expect(problemsOf({ ...NEEDED, BASE_PATH })).toContain('BASE_PATH must be a path like /bank');
    },
  );

  it.each([
    [{ SHUTDOWN_DELAY_MS: '20000', SHUTDOWN_TIMEOUT_MS: '15000' }, 'SHUTDOWN_DELAY_MS (20000) must be less'],
    [{ SHUTDOWN_DELAY_MS: '15000' }, 'SHUTDOWN_DELAY_MS (15000) must be less'],
    [{ PORT: '9464', METRICS_PORT: '9464' }, 'METRICS_PORT must be another'],
    [{ METRICS_PORT: '0' }, 'METRICS_PORT must be a whole number'],
  ])('refuses what does not go together: %j', (variables, message) => {
    expect(problemsOf({ ...NEEDED, ...variables })).toContain(message);
  });

  it.each([{ TEST_SUPPORT: 'true' }, { DEMO_SEED: 'true' }, { TEST_SUPPORT: 'true', DEMO_SEED: 'true' }])(
    'wants to know what for, in production: %j',
    (variables) => {
      const production = { ...NEEDED, NODE_ENV: 'production' };
      expect(problemsOf({ ...production, ...variables })).toContain('DEMO_PURPOSE is missing');
      expect(problemsOf({ ...production, ...variables, DEMO_PURPOSE: 'class' })).toBe('none');
      expect(problemsOf({ ...NEEDED, ...variables })).toBe('none');
      expect(problemsOf(production)).toBe('none');
    },
  );

  describe('with secrets in files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    const file = join(folder, 'url');
    beforeAll(() => {
      writeFileSync(file, `${NEEDED.DATABASE_URL}\n`);
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    it('reads them', () => {
      const { REDIS_URL } = NEEDED;
      expect(loadConfig({ REDIS_URL, DATABASE_URL_FILE: file }).databaseUrl).toBe(NEEDED.DATABASE_URL);
      expect(loadDatabaseUrl({ DATABASE_URL_FILE: file })).toBe(NEEDED.DATABASE_URL);
    });

    it('refuses a secret given twice, or a file that is not there', () => {
      expect(problemsOf({ ...NEEDED, DATABASE_URL_FILE: file })).toContain('DATABASE_URL_FILE are both set');
      expect(problemsOf({ ...NEEDED, REDIS_URL: '', REDIS_URL_FILE: join(folder, 'none') })).toContain(
        'REDIS_URL_FILE cannot be read',
      );
    });
  });
});

describe('TLS to the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  const authority = join(folder, 'ca.crt');
  const address = 'postgres://bank:secret@db:5432/bank';

  beforeAll(() => {
    writeFileSync(authority, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['?sslmode=require', '', { sslmode: 'require' }],
    ['?sslmode=verify-full', '', { sslmode: 'verify-full' }],
    ['?ssl=true', '', { sslmode: 'verify-full' }],
    ['?sslmode=verify-full&sslrootcert=system', '', { sslmode: 'verify-full' }],
    ['?sslmode=disable', '', { sslmode: 'disable' }],
    ['', authority, { sslmode: 'verify-full', sslrootcert: authority }],
    ['?sslmode=require', authority, { sslmode: 'require', sslrootcert: authority }],
    [`?sslmode=verify-ca&sslrootcert=${authority}`, '', { sslmode: 'verify-ca', sslrootcert: authority }],
  ])('is said in the words of libpq: %s with the authority "%s"', (query, DATABASE_CA_FILE, expected) => {
    const { databaseUrl } = loadConfig({ ...NEEDED, DATABASE_URL: `${address}${query}`, DATABASE_CA_FILE });
    const parameters = Object.fromEntries(new URL(databaseUrl).searchParams);
    expect(parameters).toEqual({ ...expected, uselibpqcompat: 'true' });
  });

  it.each([
    ['?sslmode=prefer', '', 'DATABASE_URL says sslmode=prefer; write one of disable, require, verify-ca, verify-full'],
    ['?sslmode=on', '', 'DATABASE_URL says sslmode=on; write one of'],
    ['?sslmode=verify-ca', '', 'DATABASE_CA_FILE is missing: sslmode=verify-ca'],
    ['?sslmode=disable', authority, 'DATABASE_CA_FILE is of no use with sslmode=disable'],
    ['', '/nowhere/ca.crt', 'DATABASE_CA_FILE cannot be read: '],
    ['', __filename.replace('config.spec.ts', 'config.ts'), 'DATABASE_CA_FILE holds no certificate in PEM form'],
    ['?sslmode=verify-full&sslrootcert=/nowhere', '', 'sslrootcert in DATABASE_URL cannot be read: '],
  ])('is refused in a sentence: %s with the authority "%s"', (query, DATABASE_CA_FILE, sentence) => {
    const message = problemsOf({ ...NEEDED, DATABASE_URL: `${address}${query}`, DATABASE_CA_FILE });
    expect(message).toContain(sentence);
    expect(message).not.toContain('secret');
  });

  it('holds for the migration too', () => {
    const urls = { DATABASE_URL: address, MIGRATION_DATABASE_URL: 'postgres://owner:secret@db:5432/bank' };
    const { ownerUrl, podUrl } = loadMigrationConfig({ ...urls, DATABASE_CA_FILE: authority });
    for (const url of [ownerUrl, podUrl]) expect(new URL(url).searchParams.get('sslrootcert')).toBe(authority);
  });
});
