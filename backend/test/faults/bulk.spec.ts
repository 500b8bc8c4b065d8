import { randomUUID } from 'node:crypto';
import { execute } from '../../../scripts/stack/database-server';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { nth, registerUser, type TestUser, WELCOME_GRANT } from '@banking-demo/testkit/bank';
import { Gate } from '../support/gate';
import { HeldLedger, releaseLedgers } from '../support/held-ledger';
import {
  balanceOf,
  type BulkPayment,
  codesOf,
  expectChained,
  expectIntegrity,
  pay,
  payAll,
  statementOf,
  transfersOf,
} from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';

const QUEUE_MAX = 4;

let stack: Stack<PrivateServers>;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'silent' } });
});

afterEach(releaseLedgers);
afterAll(() => stack.stop());

async function twoUsers(url: string): Promise<[TestUser, TestUser]> {
  return [await registerUser({}, url), await registerUser({}, url)];
}

function payments(payee: TestUser, count: number, memo?: string): BulkPayment[] {
  return Array.from({ length: count }, () => ({
    key: randomUUID(),
    to: payee.username,
    amount: 1,
    ...(memo === undefined ? {} : { memo }),
  }));
}

/** A bulk that has reached the database, which does not let it go on. */
async function stuck(payer: TestUser, orders: BulkPayment[], atomic: boolean) {
  const held = await HeldLedger.hold(stack.servers.databaseUrl, payer.accountNumber);
  const answer = payAll(payer.api, orders, atomic).then((found) => found);
  answer.catch(() => undefined);
  await until(async () => (await held.waiting()) === 1);
  return { held, answer };
}

function times(code: string, count: number): string[] {
  return new Array<string>(count).fill(code);
}

describe('payments in bulk and the bounds of the queue', () => {
  it.each([
    ['each by itself', false],
    ['all or none', true],
  ])('are counted one by one and taken or refused as a whole, %s', async (_, atomic) => {
    const { url } = await stack.addPod({ TRANSFER_QUEUE_MAX: String(QUEUE_MAX) });
    const [payer, payee] = await twoUsers(url);
    const { held, answer: first } = await stuck(payer, payments(payee, 1), false);
    const taken = payAll(payer.api, payments(payee, QUEUE_MAX + 2), atomic).then((found) => found);
    await until(async () => (await (await fetch(`${url}/metrics`)).text()).includes('bank_transfer_queue_depth 6'));
    const more = payments(payee, 2);
    expect(codesOf(await payAll(payer.api, more, atomic))).toEqual(times('overloaded', 2));
    await held.release();
    expect(codesOf(await first)).toEqual(['transfer']);
    expect(transfersOf(await taken)).toHaveLength(QUEUE_MAX + 2);
    expect(transfersOf(await payAll(payer.api, more, atomic))).toHaveLength(2);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 9);
  });

  it.each([
    ['each by itself', false],
    ['all or none', true],
  ])('are refused when they waited too long, %s, and nothing is posted', async (_, atomic) => {
    const { url } = await stack.addPod({ TRANSFER_DEADLINE_MS: '300' });
    const [payer, payee] = await twoUsers(url);
    const { held, answer: first } = await stuck(payer, payments(payee, 1), false);
    expect(codesOf(await payAll(payer.api, payments(payee, 3), atomic))).toEqual(times('overloaded', 3));
    await held.release();
    expect(codesOf(await first)).toEqual(['transfer']);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 1);
  });
});

describe('a pod killed with a bulk under way', () => {
  it.each([
    ['each by itself', false],
    ['all or none', true],
  ])('leaves nothing half done, %s: the same again on another pod pays each once', async (_, atomic) => {
    const pod = await stack.addPod();
    const [payer, payee] = await twoUsers(pod.url);
    const orders = payments(payee, 400);
    const { held, answer } = await stuck(payer, orders, atomic);
    await pod.kill();
    await expect(answer).rejects.toThrow();
    await held.release();
    const { api } = payer;
    const elsewhere = api.at(nth(stack.pods, 0).url);
    const again = await payAll(elsewhere, orders, atomic);
    expect(transfersOf(again)).toHaveLength(orders.length);
    expect((await payAll(elsewhere, orders, atomic)).text).toBe(again.text);
    expect(await balanceOf(elsewhere)).toBe(WELCOME_GRANT - orders.length);
    expectChained(await statementOf(elsewhere, payer.accountNumber));
    await expectIntegrity(elsewhere);
  });
});

describe('a bulk that the database refuses or loses', () => {
  it('fails as one where all or none were to be made, and no payment of others with it', async () => {
    const { url } = nth(stack.pods, 0);
    await execute(
      stack.servers.databaseUrl,
      `ALTER TABLE transfers ADD CONSTRAINT ck_test_poison CHECK (memo <> 'poison')`,
    );
    const [payer, payee] = await twoUsers(url);
    const { held, answer: first } = await stuck(payer, payments(payee, 1), false);
    const poisoned = [...payments(payee, 1), ...payments(payee, 1, 'poison')];
    const answers = [
      payAll(payer.api, poisoned, true).then(codesOf),
      pay(payer.api, { to: payee.username, amount: 1 }).then(({ status }) => status),
      payAll(
        payer.api,
        poisoned.map((each) => ({ ...each, key: randomUUID() })),
        false,
      ).then(codesOf),
    ];
    await until(async () => (await (await fetch(`${url}/metrics`)).text()).includes('bank_transfer_queue_depth 5'));
    await held.release();
    expect(codesOf(await first)).toEqual(['transfer']);
    expect(await Promise.all(answers)).toEqual([['internal', 'internal'], 201, ['transfer', 'internal']]);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 3);
    await expectIntegrity(payer.api);
  });

  it('says of each payment that its outcome is not known, and tells it when asked again', async () => {
    const gate = await Gate.to(stack.servers.podDatabaseUrl);
    const { url } = await stack.addPod({ DATABASE_URL: gate.url });
    const [payer, payee] = await twoUsers(url);
    // What is sent together with COMMIT takes its time.
    await execute(
      stack.servers.databaseUrl,
      `CREATE FUNCTION test_wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NEW; END $$;
       CREATE TRIGGER tr_test_wait BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION test_wait()`,
    );
    const orders = payments(payee, 20);
    const answer = payAll(payer.api, orders, true).then((found) => found);
    await until(async () => {
      const sleeping = `SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`;
      return (await execute(stack.servers.postgres.adminUrl('bank'), sleeping)).length > 0;
    });
    gate.shut();
    expect(codesOf(await answer)).toEqual(times('outcome_unknown', orders.length));
    await execute(stack.servers.databaseUrl, 'DROP FUNCTION test_wait CASCADE');
    gate.open();
    const again = await until(async () => {
      const found = await payAll(payer.api, orders, true);
      return found.status === 200 && !codesOf(found).includes('dependency_unavailable') && found;
    });
    expect(transfersOf(again)).toHaveLength(orders.length);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - orders.length);
    gate.close();
  });
});
