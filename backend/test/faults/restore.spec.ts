import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../../scripts/stack/database-server';
import { createRunFolder, removeRunFolder } from '../../../scripts/stack/folders';
import { migrate, Pod } from '../../../scripts/stack/pods';
import { PostgresServer } from '../../../scripts/stack/postgres';
import { RedisServer } from '../../../scripts/stack/redis';
import { relaxed } from '../../../scripts/stack/stack';
import {
  Api,
  expectProblem,
  nth,
  registerUser,
  registerUsers,
  signIn,
  type TestUser,
} from '@banking-demo/testkit/bank';
import { BaseBackup, LogArchive } from '../support/backup';
import { abandonClients, PayingClients } from '../support/paying-clients';
import { expectChained, expectIntegrity, paid, statementOf } from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';

jest.setTimeout(180_000);

/** Payments between two steps. */
const ENOUGH = 200;

let folder: string;
let archive: LogArchive;
let postgres: PostgresServer;
let redis: RedisServer;
let pod: Pod;
let payers: TestUser[];
let merchant: TestUser;
const started: { stop: () => Promise<unknown> }[] = [];

beforeAll(async () => {
  folder = createRunFolder();
  archive = new LogArchive(join(folder, 'archive'));
  [postgres, redis] = await Promise.all([
    PostgresServer.start({ folder: join(folder, 'first'), settings: archive.settings }),
    RedisServer.start(folder),
  ]);
  started.push(postgres, redis);
  const url = await postgres.createDatabase('bank');
  await migrate(url, folder);
  pod = await startPod('first', url);
  merchant = await registerUser({}, pod.url);
  payers = await registerUsers(4, pod.url);
});

afterAll(abandonClients);
afterAll(async () => {
  for (const each of started.reverse()) await each.stop();
  removeRunFolder(folder);
});

async function startPod(name: string, databaseUrl: string): Promise<Pod> {
  const env = { ...relaxed, LOG_LEVEL: 'fatal' };
  const made = await Pod.start({ name, databaseUrl, redisUrl: redis.url, folder, env });
  started.push(made);
  return made;
}

function paying(): PayingClients {
  return new PayingClients(
    Array.from({ length: 16 }, (_, i) => ({ api: nth(payers, i).api, to: merchant.username })),
    'never',
  );
}

async function morePayments(clients: PayingClients): Promise<void> {
  const before = clients.acknowledged.size;
  await until(() => clients.acknowledged.size > before + ENOUGH, { timeoutMs: 60_000 });
}

/** Memos of what the merchant has received in the bank that answers there, whose books are in order. */
async function memosAt({ url }: Pod): Promise<Set<string | null>> {
  const { api } = await signIn(merchant, url);
  const entries = await statementOf(api, merchant.accountNumber);
  expectChained(entries);
  await expectIntegrity(api);
  return new Set(entries.slice(1).map(({ memo }) => memo));
}

describe('a base backup and the archived log', () => {
  let backup: BaseBackup;
  let clients: PayingClients;
  let archived: Set<string>;
  let moment: string;
  let mistaken: TestUser;

  beforeAll(async () => {
    clients = paying();
    await morePayments(clients);
    backup = await BaseBackup.of(postgres, join(folder, 'first'), join(folder, 'second'));
    await morePayments(clients);
    await clients.stop();
    const [now] = await execute(postgres.adminUrl('bank'), 'SELECT clock_timestamp()::text AS now');
    moment = (now as { now: string }).now;
    mistaken = await registerUser({}, pod.url);
    await paid(nth(payers, 0).api, { to: mistaken.username, amount: 1, memo: 'a mistake' });
    await archive.catchUp(postgres);
    archived = new Set(clients.acknowledged.keys());
  });

  it('bring back the bank as it was at a moment: all that was acknowledged before, nothing after', async () => {
    const copy = join(folder, 'at-a-moment');
    execFileSync('cp', ['-a', join(folder, 'second'), copy]);
    const restored = await backup.at(copy).restore(archive, moment);
    started.push(restored);
    const again = await startPod('at-a-moment', restored.url('bank'));
    expect(await memosAt(again)).toEqual(archived);
    // Their session outlived them, in Redis.
    expectProblem(await mistaken.api.at(again.url).get('/me'), 401, 'unauthenticated');
    const { username, password } = mistaken;
    expectProblem(await new Api(again.url).post('/login', { username, password }), 401, 'invalid_credentials');
    await paid((await signIn(nth(payers, 0), again.url)).api, { to: merchant.username, amount: 1 });
  });

  it('bring back all that was archived when the server and its disk are lost under load', async () => {
    const rush = paying();
    await morePayments(rush);
    const safe = new Set(rush.acknowledged.keys());
    await archive.catchUp(postgres);
    await morePayments(rush);
    await postgres.kill();
    rmSync(join(folder, 'first'), { recursive: true });
    await rush.abandon();
    await pod.kill();
    const restored = await backup.restore(archive);
    started.push(restored);
    const memos = await memosAt(await startPod('latest', restored.url('bank')));
    for (const memo of [...archived, ...safe]) expect(memos).toContain(memo);
    const asked = new Set([...clients.attempts, ...rush.attempts].map(({ key }) => key));
    for (const memo of memos) expect(asked).toContain(memo);
  });
});
