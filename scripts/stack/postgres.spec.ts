import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { execute } from './database-server';
import { checkout, createRunFolder, removeRunFolder } from './folders';
import { PostgresServer, sharedMemoryOn } from './postgres';
import { postgresBinaries } from './postgres-binaries';
import { whenGone } from './process-table';

describe('the embedded PostgreSQL', () => {
  it('shares memory in the one way that Windows has, and by files elsewhere', () => {
    expect(sharedMemoryOn('win32')).toBe('windows');
    expect((['linux', 'darwin'] as const).map(sharedMemoryOn)).toEqual(['mmap', 'mmap']);
  });

  it('is that of PGBIN where one is named, and says so when nothing is there', () => {
    const before = process.env.PGBIN;
    process.env.PGBIN = checkout;
    try {
      expect(() => postgresBinaries()).toThrow(`PGBIN is ${checkout}, where there is no initdb and no postgres.`);
    } finally {
      if (before === undefined) delete process.env.PGBIN;
      else process.env.PGBIN = before;
    }
  });

  it('keeps what was committed when it is killed and started again, on the same port', async () => {
    const folder = createRunFolder();
    const server = await PostgresServer.start({ folder });
    try {
      const url = await server.createDatabase('kept');
      await execute(url, 'CREATE TABLE facts (fact text)', `INSERT INTO facts VALUES ('here')`);
      await server.kill();
      await expect(execute(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
      await server.start();
      expect(await execute(url, 'SELECT fact FROM facts')).toEqual([{ fact: 'here' }]);
    } finally {
      await server.stop();
      removeRunFolder(folder);
    }
    expect(existsSync(folder)).toBe(false);
  });

  it('gives pods a role that is no superuser', async () => {
    const folder = createRunFolder();
    const server = await PostgresServer.start({ folder });
    try {
      const rows = await execute(server.url('postgres'), 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user');
      expect(rows).toEqual([{ rolsuper: false }]);
    } finally {
      await server.stop();
      removeRunFolder(folder);
    }
  });

  it('leaves neither process nor file behind when the process that started it is killed', async () => {
    const program = `
      const { createRunFolder } = require('./scripts/stack/folders.ts');
      const { PostgresServer } = require('./scripts/stack/postgres.ts');
      const folder = createRunFolder();
      void PostgresServer.start({ folder }).then(({ pid }) => console.log(JSON.stringify({ pid, folder })));
      setInterval(() => undefined, 1000);`;
    const owner = spawn(process.execPath, ['--import', 'tsx', '-e', program], {
      cwd: checkout,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await lines(owner.stdout, 1);
    const { pid, folder } = JSON.parse(line ?? '') as { pid: number; folder: string };
    expect(existsSync(join(folder, 'data'))).toBe(true);
    owner.kill('SIGKILL');
    await whenGone([pid]);
    while (existsSync(folder)) await delay(20);
  });
});

async function lines(stream: NodeJS.ReadableStream, count: number): Promise<string[]> {
  const found: string[] = [];
  for await (const line of createInterface({ input: stream })) if (found.push(line) === count) break;
  return found;
}
