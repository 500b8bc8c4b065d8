import { setTimeout as delay } from 'node:timers/promises';
import type { Response } from 'supertest';
import { Pod } from '../../../scripts/stack/pods';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { Wire } from '../../../scripts/stack/wires/wire';
import { bodyOf, expectProblem, nth, registerUsers, type TestUser } from '@banking-demo/testkit/bank';
import { balanceOf, expectIntegrity, paid, pay, statementOf } from '@banking-demo/testkit/payments';
import { memoryOf } from '../support/raw-connection';
import { until } from '@banking-demo/testkit/until';

/** To and from the database; a batch takes two round trips. */
const DELAY_MS = 25;
const BATCH_MAX = 8;
const QUEUE_MAX = 24;
/** What the pod can do at most, in transfers per second: batches one after the other, each as large as may be. */
const CAPACITY = (1000 / (4 * DELAY_MS)) * BATCH_MAX;
const SECONDS = 6;
/** What waits in a full queue waits for so many batches; as long again for a busy machine, and that ten times. */
const BOUND_MS = (QUEUE_MAX / BATCH_MAX + 2) * 4 * DELAY_MS * 10;
const LEVEL_MB = 100;

jest.setTimeout(120_000);

interface Sent {
  payer: TestUser;
  key: string;
  tookMs: number;
  answer: Response;
}

describe('twice as much as a pod can do, from clients that do not wait for answers', () => {
  let stack: Stack<PrivateServers>;
  let wire: Wire;
  let pod: Pod;
  let payers: TestUser[];
  let merchant: TestUser;
  let sent: Sent[];
  let memoryBefore: number;

  beforeAll(async () => {
    stack = await Stack.startPrivate({ pods: 0, env: { LOG_LEVEL: 'silent' } });
    wire = await Wire.to(stack.servers.databaseUrl);
    pod = await stack.addPod({
      DATABASE_URL: wire.url,
      TRANSFER_BATCH_MAX: String(BATCH_MAX),
      TRANSFER_QUEUE_MAX: String(QUEUE_MAX),
    });
    payers = await registerUsers(9, pod.url);
    merchant = nth(payers, 8);
    await paid(nth(payers, 0).api, { to: merchant.username, amount: 1, memo: 'before' });
    memoryBefore = memoryOf(pod.pid);
    wire.strike({ kind: 'delay', ms: DELAY_MS });
    sent = await openLoop(2 * CAPACITY, SECONDS);
  });

  afterAll(() => {
    wire.close();
  });
  afterAll(() => stack.stop());

  /** Sends on time, however long the answers take. */
  async function openLoop(perSecond: number, seconds: number): Promise<Sent[]> {
    const began = performance.now();
    const answers: Promise<Sent>[] = [];
    for (let number = 0; number < perSecond * seconds; number++) {
      await delay(Math.max(0, began + (number * 1000) / perSecond - performance.now()));
      answers.push(send(nth(payers, number % 8), `open-${String(number)}`));
    }
    return Promise.all(answers);
  }

  async function send(payer: TestUser, key: string): Promise<Sent> {
    const started = performance.now();
    const answer = await pay(payer.api, { to: merchant.username, amount: 1, memo: key }, key);
    return { payer, key, answer, tookMs: performance.now() - started };
  }

  it('is answered whole: what it cannot do, at once by 503 with a time to try again', () => {
    const refused = sent.filter(({ answer }) => answer.status !== 201);
    expect(refused.length).toBeGreaterThan(sent.length / 5);
    for (const { answer } of refused) {
      expectProblem(answer, 503, 'overloaded');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('keeps the pod as busy as it can be, and nobody waits longer than the queue is long', () => {
    const made = sent.filter(({ answer }) => answer.status === 201);
    expect(made.length).toBeGreaterThan(sent.length / 5);
    const times = made.map(({ tookMs }) => tookMs).sort((left, right) => left - right);
    expect(times[Math.floor(times.length * 0.99)]).toBeLessThan(BOUND_MS);
  });

  it('posts what was acknowledged and nothing else', async () => {
    const entries = await statementOf(merchant.api, merchant.accountNumber);
    const acknowledged = sent.filter(({ answer }) => answer.status === 201);
    const posted = entries.slice(2).map(({ memo, transferId }) => [memo, transferId]);
    const told = acknowledged.map(({ key, answer }) => [key, bodyOf<{ id: string }>(answer).id]);
    expect(posted.sort()).toEqual(told.sort());
    await expectIntegrity(merchant.api);
  });

  it('is over when it ends: the next one is made, and memory is back to level', async () => {
    await paid(nth(payers, 0).api, { to: merchant.username, amount: 1, memo: 'after' });
    expect(memoryOf(pod.pid) - memoryBefore).toBeLessThan(LEVEL_MB);
  });
});

describe('somebody who calls without end, with strict limits', () => {
  let stack: Stack<PrivateServers>;

  beforeAll(async () => {
    stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'silent', RATE_LIMITS: 'strict' } });
  });
  afterAll(() => stack.stop());

  it('is told to wait, and takes nothing from the others', async () => {
    const { url } = nth(stack.pods, 0);
    const [noisy, quiet] = await registerUsers(2, url);
    if (!noisy || !quiet) throw new Error('nobody was registered');
    const statuses = new Map<number, number>();
    let over = false;
    const calling = Array.from({ length: 16 }, async () => {
      while (!over) {
        const { status } = await noisy.api.get('/balance');
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    await until(() => (statuses.get(429) ?? 0) > 200, { timeoutMs: 30_000 });
    for (let turn = 0; turn < 10; turn++) {
      await balanceOf(quiet.api);
      await paid(quiet.api, { to: noisy.username, amount: 1 });
    }
    over = true;
    await Promise.all(calling);
    expect([...statuses.keys()].sort()).toEqual([200, 429]);
  });
});
