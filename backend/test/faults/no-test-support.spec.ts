import { execute } from '../../../scripts/stack/database-server';
import { migrate } from '../../../scripts/stack/pods';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { Api, bodyOf, registerUser } from '@banking-demo/testkit/bank';
import type { contract } from '@banking-demo/testkit/contract';
import { balanceOf } from '@banking-demo/testkit/payments';
import type { SystemDto } from '../../src/system/system.dto';

const FUNCTION = `SELECT to_regprocedure('testing_reset()') IS NOT NULL AS there`;

describe('a pod without TEST_SUPPORT', () => {
  let stack: Stack<PrivateServers>;
  let api: Api;

  beforeAll(async () => {
    // First with it, whose function the next migration has to clear away.
    stack = await Stack.startPrivate({ pods: 0, env: { LOG_LEVEL: 'silent' } });
    expect(await execute(stack.servers.databaseUrl, FUNCTION)).toEqual([{ there: true }]);
    const { databaseUrl, podDatabaseUrl, folder } = stack.servers;
    await migrate(databaseUrl, folder, { podUrl: podDatabaseUrl, env: { TEST_SUPPORT: 'false' } });
    const pod = await stack.addPod({ TEST_SUPPORT: 'false' });
    api = new Api(pod.url);
  });

  afterAll(() => stack.stop());

  it.each([{ confirm: 'reset' }, {}, undefined])('knows no reset, confirmed or not: %j', async (body) => {
    const user = await registerUser({}, api.baseUrl);
    expect((await api.post('/testing/reset', body)).status).toBe(404);
    expect(await balanceOf(user.api)).toBeGreaterThan(0);
  });

  it('drains no pod', async () => {
    const { servedBy } = bodyOf<SystemDto>(await (await registerUser({}, api.baseUrl)).api.get('/system'));
    expect((await api.post('/testing/drain', { pod: servedBy, seconds: 10 })).status).toBe(404);
    expect((await fetch(`${api.baseUrl}/health/ready`)).status).toBe(200);
  });

  it('names no personas', async () => {
    expect((await api.get('/testing/personas')).status).toBe(404);
  });

  it('does not have those calls in its contract', async () => {
    const served = (await (await fetch(`${api.baseUrl}/api/openapi.json`)).json()) as typeof contract;
    expect(Object.keys(served.paths).filter((path) => path.includes('testing'))).toEqual([]);
  });

  it('leaves no way past the triggers in the database', async () => {
    expect(await execute(stack.servers.databaseUrl, FUNCTION)).toEqual([{ there: false }]);
    await expect(execute(stack.servers.databaseUrl, 'TRUNCATE entries')).rejects.toThrow('append-only');
  });
});
