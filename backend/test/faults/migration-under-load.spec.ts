import { join } from 'node:path';
import { execute } from '../../../scripts/stack/database-server';
import { Pod } from '../../../scripts/stack/pods';
import { type PrivateServers, relaxed, Stack } from '../../../scripts/stack/stack';
import { nth, registerUser, registerUsers, type TestUser } from '@banking-demo/testkit/bank';
import { LaterVersion } from '../support/later-version';
import { abandonClients, PayingClients } from '../support/paying-clients';
import { expectChained, expectIntegrity, statementOf } from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';

/** Payments that everybody makes between two steps. */
const ENOUGH = 200;
const BACKFILLED_AT_ONCE = 200;

jest.setTimeout(180_000);

/** New columns and what they need, added so that pods that know nothing of them go on. */
const expand = [
  {
    name: 'Expand9999000000001',
    statements: [
      `ALTER TABLE notifications ADD COLUMN channel text, ADD COLUMN doubtful text`,
      `ALTER TABLE notifications ALTER COLUMN channel SET DEFAULT 'page'`,
    ],
  },
  {
    name: 'Index9999000000002',
    statements: ['CREATE INDEX CONCURRENTLY ix_notifications_channel ON notifications (channel)'],
    alone: true,
  },
];
/** What holds once nobody writes the old way, and what nobody reads any more. */
const contract = [
  ...expand,
  {
    name: 'Contract9999000000003',
    statements: [
      'ALTER TABLE notifications ADD CONSTRAINT ck_notifications_channel CHECK (channel IS NOT NULL) NOT VALID',
    ],
  },
  {
    name: 'Validate9999000000004',
    statements: ['ALTER TABLE notifications VALIDATE CONSTRAINT ck_notifications_channel'],
  },
  { name: 'Drop9999000000005', statements: ['ALTER TABLE notifications DROP COLUMN doubtful'] },
];

describe('a migration by expand, backfill and contract, under load', () => {
  let stack: Stack<PrivateServers>;
  let merchant: TestUser;
  let payers: TestUser[];
  let old: PayingClients;
  let recent: PayingClients;
  let during: Set<string | null>;

  beforeAll(async () => {
    stack = await Stack.startPrivate({ pods: 2, env: { LOG_LEVEL: 'fatal' } });
    const { databaseUrl, folder } = stack.servers;
    const oldPods = [...stack.pods];
    merchant = await registerUser({}, nth(oldPods, 0).url);
    payers = await registerUsers(4, nth(oldPods, 0).url);
    old = payThrough(oldPods);
    await more(old);

    const next = LaterVersion.build(join(folder, 'next'), expand);
    await next.migrate(databaseUrl);
    await more(old);
    const nextPods = [await startPod('next-1', next), await startPod('next-2', next)];
    recent = payThrough(nextPods);
    await Promise.all([more(old), more(recent)]);
    await backfill(databaseUrl);

    // Traffic is led away before the older pods leave.
    await old.stop();
    for (const pod of oldPods) await pod.stop();
    const last = LaterVersion.build(join(folder, 'last'), contract);
    await last.migrate(databaseUrl);
    await more(recent);
    await recent.stop();
    during = new Set([...old.acknowledged.keys(), ...recent.acknowledged.keys()]);
  }, 180_000);

  afterAll(abandonClients);
  afterAll(() => stack.stop());

  async function startPod(name: string, { dist }: LaterVersion): Promise<Pod> {
    const { databaseUrl, redis, folder } = stack.servers;
    const env = { ...relaxed, LOG_LEVEL: 'fatal' };
    const pod = await Pod.start({ name, databaseUrl, redisUrl: redis.url, folder, env, build: dist });
    stack.pods.push(pod);
    return pod;
  }

  function payThrough(pods: readonly Pod[]): PayingClients {
    const client = (i: number) => ({ api: nth(payers, i).api.at(nth(pods, i).url), to: merchant.username });
    return new PayingClients(
      Array.from({ length: 16 }, (_, i) => client(i)),
      'never',
    );
  }

  async function more(clients: PayingClients): Promise<void> {
    const before = clients.acknowledged.size;
    await until(() => clients.acknowledged.size > before + ENOUGH, { timeoutMs: 60_000 });
  }

  /** Little by little, so that no row is held for long. */
  async function backfill(databaseUrl: string): Promise<void> {
    const some = `SELECT id FROM notifications WHERE channel IS NULL LIMIT ${String(BACKFILLED_AT_ONCE)}`;
    const step = `UPDATE notifications SET channel = 'page' WHERE id IN (${some}) RETURNING id`;
    while ((await execute(databaseUrl, step)).length > 0);
  }

  it('fails no request of pods of either version', () => {
    expect([...old.outcomes, ...recent.outcomes]).toEqual([201, 201]);
  });

  it('has every payment once', async () => {
    const { api, accountNumber } = merchant;
    const entries = await statementOf(api.at(nth(stack.pods, 2).url), accountNumber);
    expectChained(entries);
    expect(
      entries
        .slice(1)
        .map(({ memo }) => memo)
        .sort(),
    ).toEqual([...during].sort());
    await expectIntegrity(api.at(nth(stack.pods, 3).url));
  });

  it('leaves every row as the new version wants it', async () => {
    const { databaseUrl } = stack.servers;
    const [counts] = await execute(
      databaseUrl,
      `SELECT count(*)::int AS all, count(channel)::int AS filled FROM notifications`,
    );
    const { all, filled } = counts as { all: number; filled: number };
    expect(filled).toBe(all);
    expect(all).toBeGreaterThan(2 * during.size);
    await expect(execute(databaseUrl, 'SELECT doubtful FROM notifications')).rejects.toThrow('does not exist');
  });
});
