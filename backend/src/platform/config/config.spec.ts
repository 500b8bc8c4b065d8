import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, loadDatabaseUrl } from './config';

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
