import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { until } from '@banking-demo/testkit/until';
import { labProgram } from '../../scripts/stack/lab';
import type { Config } from '../src/config';
import { ownConfig, remains } from './support/premises';

/** A lab as it runs beside the bank. */
async function startLab(config: Config & { adminUrl: string }): Promise<{ lab: ChildProcess; url: string }> {
  const lab = spawn(process.execPath, [labProgram('main')], {
    env: { ...process.env, PORT: '0', LAB_DATABASE_URL: config.databaseUrl, LAB_ADMIN_DATABASE_URL: config.adminUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: lab.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return { lab, url: `http://127.0.0.1:${/:(\d+)\.$/.exec(line)?.[1] ?? ''}/lab/api` };
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** A race and a duel under way, both holding locks. */
async function busyLab(config: Config & { adminUrl: string }): Promise<ChildProcess> {
  const { lab, url } = await startLab(config);
  await post(`${url}/races`, { ways: ['sender-first'], accounts: 2, clients: 8, seconds: 30 });
  const duel = (await (await post(`${url}/duels`, { case: 'deadlock' })).json()) as { id: string };
  for (const session of ['left', 'right', 'left', 'right', 'left'])
    await post(`${url}/duels/${duel.id}/steps`, { session });
  await until(async () => (await remains(config)).some((what) => what.startsWith('session lab client')));
  return lab;
}

const nothingLeft = (config: Config & { adminUrl: string }) => async (): Promise<boolean> =>
  (await remains(config)).length === 0;

describe('the process of the lab', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'leaves no session, database or role after %s in the middle',
    async (signal) => {
      const config = ownConfig();
      const lab = await busyLab(config);
      const ended = once(lab, 'exit');
      lab.kill(signal);
      await ended;
      await until(nothingLeft(config), { timeoutMs: 20_000 });
    },
  );

  it('has a role of its own that is held to its number of connections', async () => {
    const config = ownConfig();
    const { lab, url } = await startLab(config);
    expect((await fetch(url)).status).toBe(200);
    const admin = await import('../src/database/session').then(({ Session }) => Session.open(config.adminUrl, 'test'));
    const { rows } = await admin.query<{ limit: number; super: boolean }>(
      'SELECT rolconnlimit AS limit, rolsuper AS super FROM pg_roles WHERE rolname = $1',
      [new URL(config.databaseUrl).username],
    );
    await admin.close();
    expect(rows).toEqual([{ limit: config.connections, super: false }]);
    lab.kill('SIGTERM');
    await once(lab, 'exit');
    expect(await nothingLeft(config)()).toBe(true);
  });

  it('does not start on a database that is not its own', async () => {
    const config = ownConfig();
    const admin = await import('../src/database/session').then(({ Session }) => Session.open(config.adminUrl, 'test'));
    const name = new URL(config.databaseUrl).username;
    await admin.query(`CREATE DATABASE ${name}`);
    const lab = spawn(process.execPath, [labProgram('main')], {
      env: { ...process.env, PORT: '0', LAB_DATABASE_URL: config.databaseUrl, LAB_ADMIN_DATABASE_URL: config.adminUrl },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [chunk] = (await once(lab.stderr, 'data')) as [Buffer];
    expect(chunk.toString()).toContain('not the lab');
    await once(lab, 'exit');
    expect(await remains(config)).toEqual(['database']);
    await admin.query(`DROP DATABASE ${name}`);
    await admin.close();
  });
});
