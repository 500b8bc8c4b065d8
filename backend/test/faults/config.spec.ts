import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { checkout } from '../../../scripts/stack/folders';
import { isReady, migrate } from '../../../scripts/stack/pods';
import { freePort } from '../../../scripts/stack/ports';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { until } from '@banking-demo/testkit/until';

interface Ended {
  code: number | null;
  /** Set when it had to be ended. */
  signal: NodeJS.Signals | null;
  /** Everything it printed. */
  output: string;
  /** What the last line of its log says. */
  last: string;
}

/** A pod waits half a minute for servers that are not there, and starts slowly on a busy machine. */
const RUN_MAX_MS = 110_000;
const TEST_MAX_MS = 120_000;

/** Runs a program of the backend with this environment and nothing else, to its end. */
function run(program: 'main.js' | 'migrate.js', env: Record<string, string>): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(checkout, 'backend/dist', program)],
      { env: { PATH: process.env.PATH, ...env }, timeout: RUN_MAX_MS },
      (_error, stdout, stderr) => {
        const { exitCode: code, signalCode: signal } = child;
        const last = messageOf(stdout.trimEnd().split('\n').at(-1) ?? '');
        resolve({ code, signal, output: `${stdout}${stderr}`, last });
      },
    );
  });
}

function messageOf(line: string): string {
  try {
    return (JSON.parse(line) as { msg: string }).msg;
  } catch {
    return line;
  }
}

/** What a program that must not start ends with. A failure shows all that it printed. */
function refusal(last: RegExp): object {
  return { code: 1, signal: null, output: expect.any(String) as string, last: expect.stringMatching(last) as string };
}

jest.setTimeout(TEST_MAX_MS);

describe('a pod with an environment that makes no sense', () => {
  it('lists every problem in one message and ends before it listens', async () => {
    const { code, last } = await run('main.js', {
      DATABASE_URL: 'mysql://localhost/bank',
      REDIS_URL: 'localhost:6379',
      PORT: '70000',
      CURRENCIES: 'euro',
      TRANSFER_MAX: '-1',
      SESSION_IDLE_MINUTES: 'half an hour',
      RATE_LIMITS: 'none',
      TEST_SUPPORT: 'perhaps',
    });
    expect(code).toBe(1);
    const named = ['DATABASE_URL', 'REDIS_URL', 'PORT', 'CURRENCIES', 'TRANSFER_MAX', 'SESSION_IDLE_MINUTES'];
    for (const name of [...named, 'RATE_LIMITS', 'TEST_SUPPORT']) expect(last).toMatch(new RegExp(`[;:]?\\s${name} `));
  });

  it('says what is missing when there is nothing', async () => {
    const { code, last } = await run('main.js', {});
    expect(code).toBe(1);
    expect(last).toContain('DATABASE_URL is missing');
    expect(last).toContain('REDIS_URL');
  });

  it('prints no stack, and nothing of a secret', async () => {
    const { output } = await run('main.js', {
      DATABASE_URL: 'postgres://bank:hunter2hunter2@localhost/bank',
      REDIS_URL: 'redis://:s3cr3ts3cr3t@localhost',
      PORT: 'x',
    });
    expect(output).toContain('PORT');
    expect(output).not.toMatch(/hunter2|s3cr3t|\n\s+at /);
  });

  it('refuses the stand-in for Redis in production', async () => {
    const { code, last } = await run('main.js', {
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://localhost/bank',
      REDIS_URL: 'memory:',
    });
    expect(code).toBe(1);
    expect(last).toMatch(/REDIS_URL must be a real Redis/);
  });

  it('refuses two Redises, and a secret given twice', async () => {
    const { last } = await run('main.js', {
      DATABASE_URL: 'postgres://localhost/bank',
      DATABASE_URL_FILE: '/nonexistent/secret',
      REDIS_URL: 'redis://localhost',
      REDIS_CLUSTER: 'a:6379,b:6379',
    });
    expect(last).toContain('exactly one of REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER');
    expect(last).toContain('DATABASE_URL and DATABASE_URL_FILE are both set');
    expect(last).toContain('DATABASE_URL_FILE cannot be read');
  });
});

describe('a pod whose servers', () => {
  let stack: Stack<PrivateServers>;
  let folder: string;

  beforeAll(async () => {
    stack = await Stack.startPrivate({ pods: 0 });
    folder = mkdtempSync(join(tmpdir(), 'bank-config-'));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await stack.stop();
  });

  function environment(given: Record<string, string> = {}): Record<string, string> {
    return { DATABASE_URL: stack.servers.databaseUrl, REDIS_URL: stack.servers.redis.url, LOG_LEVEL: 'warn', ...given };
  }

  function changed(url: string, change: (url: URL) => void): string {
    const copy = new URL(url);
    change(copy);
    return copy.href;
  }

  it('cannot be reached says which one, where and why', async () => {
    const port = String(await freePort());
    const elsewhere = (url: string): string => changed(url, (copy) => (copy.port = port));
    const { databaseUrl, redis } = stack.servers;
    const [database, sessions] = await Promise.all([
      run('main.js', environment({ DATABASE_URL: elsewhere(databaseUrl) })),
      run('main.js', environment({ REDIS_URL: elsewhere(redis.url) })),
    ]);
    const at = `at 127\\.0\\.0\\.1:${port}`;
    expect(database).toEqual(
      refusal(new RegExp(`^PostgreSQL ${at}/bank cannot be reached: .*ECONNREFUSED.*DATABASE_URL\\.$`)),
    );
    expect(sessions).toEqual(refusal(new RegExp(`^Redis ${at} cannot be reached: .*REDIS_URL\\.$`)));
  });

  it('refuse the password says so, without the password', async () => {
    const wrong = (url: string): string => changed(url, (copy) => (copy.password = 'wr0ngwr0ng'));
    const { databaseUrl, redis } = stack.servers;
    const [database, sessions] = await Promise.all([
      run('main.js', environment({ DATABASE_URL: wrong(databaseUrl) })),
      run('main.js', environment({ REDIS_URL: wrong(redis.url) })),
    ]);
    expect(database).toEqual(refusal(/^PostgreSQL at .* refuses the password: /));
    expect(sessions).toEqual(refusal(/^Redis at .* refuses the user or password: /));
    expect(database.output + sessions.output).not.toContain('wr0ng');
  });

  it('have no such database says so', async () => {
    const DATABASE_URL = changed(stack.servers.databaseUrl, (copy) => (copy.pathname = '/nowhere'));
    for (const program of ['main.js', 'migrate.js'] as const) {
      const { code, last } = await run(program, environment({ DATABASE_URL }));
      expect(code).toBe(1);
      expect(last).toMatch(/PostgreSQL at .*\/nowhere has no such database: /);
    }
  });

  it('are shared with another bank says so, unless the prefixes differ', async () => {
    const { postgres, folder: logs } = stack.servers;
    const DATABASE_URL = await postgres.createDatabase('other');
    await migrate(DATABASE_URL, logs);
    const neighbour = await stack.addPod({ LOG_LEVEL: 'silent' });
    const { code, last } = await run('main.js', environment({ DATABASE_URL, POD_NAME: neighbour.name }));
    expect([code, last]).toEqual([
      1,
      expect.stringMatching(
        new RegExp(`^Redis knows pods of a bank with another database \\(${neighbour.name}\\) .* REDIS_PREFIX `),
      ),
    ]);
    const apart = await stack.addPod({ DATABASE_URL, REDIS_PREFIX: 'other:', LOG_LEVEL: 'silent' });
    expect(await isReady(apart.url)).toBe(true);
    await apart.stop();
  });

  it('are shared by two banks that start at the same moment are not both let in', async () => {
    const { postgres, folder: logs } = stack.servers;
    const databases = await Promise.all(['left', 'right'].map((name) => postgres.createDatabase(name)));
    await Promise.all(databases.map((url) => migrate(url, logs)));
    const own = { REDIS_PREFIX: 'duel:', LOG_LEVEL: 'warn' };
    const started = await Promise.allSettled(databases.map((url) => stack.addPod({ ...own, DATABASE_URL: url })));
    const refused = started.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    expect(refused.length).toBeGreaterThan(0);
    for (const reason of refused) expect(reason).toContain('Redis knows pods of a bank with another database (');
    for (const each of started) if (each.status === 'fulfilled') await each.value.stop();
    // Whoever was refused has left nothing behind.
    const later = await stack.addPod({ ...own, DATABASE_URL: databases[0] ?? '' });
    await later.stop();
  });

  it('do not tell which database it is says so, and what to grant', async () => {
    const { postgres, folder: logs } = stack.servers;
    const DATABASE_URL = await postgres.createDatabase('unnamed');
    await migrate(DATABASE_URL, logs);
    const admin = new Client({ connectionString: postgres.adminUrl('unnamed') });
    await admin.connect();
    await admin.query('REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC');
    await admin.end();
    expect(await run('main.js', environment({ DATABASE_URL, REDIS_PREFIX: 'unnamed:' }))).toEqual(
      refusal(/^PostgreSQL does not tell the user of DATABASE_URL .*Grant it EXECUTE on pg_control_system\(\)/),
    );
  });

  it('are shared with pods of a version that does not tell its database starts', async () => {
    const redis = new Redis(stack.servers.redis.url);
    try {
      const old = { name: 'old', version: '0.0.1', startedAt: new Date(), readings: {} };
      await redis.set('pod:old', JSON.stringify(old), 'EX', 60);
      await redis.zadd('pods', Date.now(), 'old');
      expect(await isReady((await stack.addPod({ LOG_LEVEL: 'silent' })).url)).toBe(true);
    } finally {
      await redis.del('pod:old', 'pods');
      redis.disconnect();
    }
  });

  it('takes its port says so', async () => {
    const { port } = await stack.addPod({ LOG_LEVEL: 'silent' });
    const { code, last } = await run('main.js', environment({ PORT: String(port) }));
    expect(code).toBe(1);
    expect(last).toMatch(new RegExp(`${String(port)} is taken\\. `));
  });

  it('are named by files works as well', async () => {
    const files = Object.entries(environment()).filter(([name]) => name.endsWith('_URL'));
    const env = files.map(([name, value]) => {
      const file = join(folder, name);
      writeFileSync(file, `${value}\n`);
      return [`${name}_FILE`, file] as const;
    });
    const pod = await stack.addPod({
      DATABASE_URL: '',
      REDIS_URL: '',
      LOG_LEVEL: 'silent',
      ...Object.fromEntries(env),
    });
    expect(await isReady(pod.url)).toBe(true);
  });

  it.each(['#', '@', '%', '?', '/', ':', ' '])(
    'are told a wrong password with %s in it, which nothing that is logged repeats',
    async (special) => {
      const password = encodeURIComponent(`s3cr${special}t9`);
      const { databaseUrl, redis } = stack.servers;
      const wrong = (url: string): string => changed(url, (copy) => (copy.password = password));
      const [host, log] = [new URL(redis.url).host, { LOG_LEVEL: 'trace' }];
      const runs = await Promise.all([
        run('main.js', environment({ ...log, DATABASE_URL: wrong(databaseUrl) })),
        run('migrate.js', environment({ ...log, MIGRATION_DATABASE_URL: wrong(databaseUrl) })),
        run('main.js', environment({ ...log, REDIS_URL: wrong(redis.url) })),
        run('main.js', environment({ ...log, REDIS_URL: `redis://${host}`, REDIS_PASSWORD: `s3cr${special}t9` })),
      ]);
      expect(runs.map(({ code, signal }) => [code, signal])).toEqual(runs.map(() => [1, null]));
      for (const { output } of runs) expect(output).not.toMatch(/s3cr|t9/);
    },
  );

  it('come up only after it started waits for them', async () => {
    const { postgres, redis } = stack.servers;
    await Promise.all([postgres.stop(), redis.stop()]);
    const starting = stack.addPod({ LOG_LEVEL: 'warn' });
    await until(() => loggedBySomePod('cannot be reached yet'));
    await Promise.all([postgres.start(), redis.start()]);
    expect(await isReady((await starting).url)).toBe(true);
  });

  it('are spoken to, lost and found again without their passwords in any log', async () => {
    const { postgres, redis, folder: logs, databaseUrl } = stack.servers;
    const pod = await stack.addPod({ LOG_LEVEL: 'trace' });
    await Promise.all([postgres.stop(), redis.stop()]);
    await until(async () => !(await isReady(pod.url)));
    await Promise.all([postgres.start(), redis.start()]);
    await pod.whenReady();
    await pod.stop();
    const written = readdirSync(logs).filter((name) => /^(pod-.*|migrate)\.log$/.test(name));
    expect(written).toEqual(expect.arrayContaining(['migrate.log', `${pod.name}.log`]));
    for (const name of written)
      for (const secret of [new URL(databaseUrl).password, redis.password])
        expect(readFileSync(join(logs, name), 'utf8')).not.toContain(secret);
  });

  function loggedBySomePod(text: string): boolean {
    const logs = readdirSync(stack.servers.folder).filter((name) => /^pod-.*\.log$/.test(name));
    return logs.some((name) => readFileSync(join(stack.servers.folder, name), 'utf8').includes(text));
  }
});
