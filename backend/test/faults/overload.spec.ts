import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pod } from '../../../scripts/stack/pods';
import { execute } from '../../../scripts/stack/database-server';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { expectProblem, nth, registerUser, type TestUser, WELCOME_GRANT } from '@banking-demo/testkit/bank';
import { HeldLedger, releaseLedgers } from '../support/held-ledger';
import { balanceOf, expectIntegrity, pay, statementOf } from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';

const QUEUE_MAX = 4;

let stack: Stack<PrivateServers>;
/** Its queue is short. */
let narrow: Pod;
/** It does not let anybody wait for long. */
let hasty: Pod;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 0, env: { LOG_LEVEL: 'silent' } });
  narrow = await stack.addPod({ TRANSFER_QUEUE_MAX: String(QUEUE_MAX) });
  hasty = await stack.addPod({ TRANSFER_DEADLINE_MS: '300' });
});

afterEach(releaseLedgers);
afterAll(() => stack.stop());

async function queueDepth({ url }: Pod): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^bank_transfer_queue_depth (\d+)$/m.exec(text)?.[1]);
}

async function twoUsers({ url }: Pod): Promise<[TestUser, TestUser]> {
  return [await registerUser({}, url), await registerUser({}, url)];
}

/** A first transfer that waits in the database, so that the next ones gather in the queue. */
async function blocked(pod: Pod, payer: TestUser, payee: TestUser) {
  const held = await HeldLedger.hold(stack.servers.databaseUrl, payer.accountNumber);
  const first = pay(payer.api, { to: payee.username, amount: 1, memo: 'first' }).then((answer) => answer);
  await until(async () => (await held.waiting()) === 1);
  const send = (memos: string[]) =>
    memos.map((memo) => pay(payer.api, { to: payee.username, amount: 1, memo }).then((answer) => answer));
  const gather = async (memos: string[]) => {
    const answers = send(memos);
    await until(async () => (await queueDepth(pod)) === memos.length);
    return answers;
  };
  return { held, first, gather };
}

async function memosOf({ api, accountNumber }: TestUser): Promise<(string | null)[]> {
  return (await statementOf(api, accountNumber)).slice(1).map(({ memo }) => memo);
}

describe('a queue that is full', () => {
  it('refuses more at once with 503 and Retry-After, and posts nothing of it', async () => {
    const [payer, payee] = await twoUsers(narrow);
    const { held, first, gather } = await blocked(narrow, payer, payee);
    const waiting = await gather(['a', 'b', 'c', 'd']);
    const refused = await pay(payer.api, { to: payee.username, amount: 1, memo: 'too many' });
    expectProblem(refused, 503, 'overloaded');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['idempotency-key']).toEqual(expect.any(String));
    await held.release();
    const answers = await Promise.all([first, ...waiting]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect((await memosOf(payee)).sort()).toEqual(['a', 'b', 'c', 'd', 'first']);
  });

  it('takes transfers again once it has room', async () => {
    const [payer, payee] = await twoUsers(narrow);
    const { held, first, gather } = await blocked(narrow, payer, payee);
    const waiting = await gather(['a', 'b', 'c', 'd']);
    const refused = await pay(payer.api, { to: payee.username, amount: 1 }, 'the-key');
    expect(refused.status).toBe(503);
    await held.release();
    await Promise.all([first, ...waiting]);
    const again = await pay(payer.api, { to: payee.username, amount: 1 }, 'the-key');
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('hinders no reading', async () => {
    const [payer, payee] = await twoUsers(narrow);
    const { held, first, gather } = await blocked(narrow, payer, payee);
    const waiting = await gather(['a', 'b', 'c', 'd']);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT);
    await held.release();
    await Promise.all([first, ...waiting]);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 5);
  });
});

describe('a transfer that waits past its deadline', () => {
  it('is refused before it is posted, even while the batch before it is stuck', async () => {
    const [payer, payee] = await twoUsers(hasty);
    const { held, first, gather } = await blocked(hasty, payer, payee);
    const waiting = await gather(['late', 'later']);
    for (const answer of await Promise.all(waiting)) {
      expectProblem(answer, 503, 'overloaded');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(await held.waiting()).toBe(1);
    await held.release();
    expect((await first).status).toBe(201);
    expect(await memosOf(payee)).toEqual(['first']);
  });
});

describe('a transfer that the database refuses', () => {
  beforeAll(async () => {
    const { databaseUrl } = stack.servers;
    await execute(databaseUrl, `ALTER TABLE transfers ADD CONSTRAINT ck_test_poison CHECK (memo <> 'poison')`);
  });

  it('fails alone: the others of its batch are posted', async () => {
    const [payer, payee] = await twoUsers(narrow);
    const { held, first, gather } = await blocked(narrow, payer, payee);
    const waiting = await gather(['a', 'b', 'poison', 'c']);
    await held.release();
    const answers = await Promise.all([first, ...waiting]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 500, 201]);
    expectProblem(nth(answers, 3), 500, 'internal');
    expect((await memosOf(payee)).sort()).toEqual(['a', 'b', 'c', 'first']);
    expect(await balanceOf(payer.api)).toBe(WELCOME_GRANT - 4);
    await expectIntegrity(payer.api);
  });

  it('tells nothing of the database', async () => {
    const [payer, payee] = await twoUsers(narrow);
    const answer = await pay(payer.api, { to: payee.username, amount: 1, memo: 'poison' });
    expectProblem(answer, 500, 'internal');
    expect(answer.text).not.toMatch(/ck_|constraint|relation|transfers"|\.ts|\.js|SELECT|INSERT/);
  });

  it('leaves its key to be used again', async () => {
    const [payer, payee] = await twoUsers(narrow);
    expect((await pay(payer.api, { to: payee.username, amount: 1, memo: 'poison' }, 'key')).status).toBe(500);
    expect((await pay(payer.api, { to: payee.username, amount: 1, memo: 'antidote' }, 'key')).status).toBe(201);
  });
});

describe('a caller who goes on sending a body that is refused', () => {
  const body = Buffer.alloc(2_000_000, 'x');
  let socket: Socket;
  let received: string;

  /** Sends everything of a request but its body. */
  function begin(...headers: string[]): void {
    received = '';
    socket = connect(narrow.port, '127.0.0.1');
    socket.setEncoding('utf8').on('data', (text: string) => (received += text));
    const length = `Content-Length: ${String(body.length)}`;
    const lines = ['POST /api/login HTTP/1.1', 'Host: bank', 'Content-Type: application/json', length, ...headers];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  }

  function send(part: Buffer): Promise<void> {
    return new Promise((resolve) => {
      socket.write(part, () => {
        resolve();
      });
    });
  }

  afterEach(() => {
    socket.destroy();
  });

  it('is heard out, so that the answer is not lost with the connection', async () => {
    begin();
    await until(() => received.startsWith('HTTP/1.1 413'));
    await send(body);
    socket.write('GET /health/live HTTP/1.1\r\nHost: bank\r\n\r\n');
    await until(() => received.includes('HTTP/1.1 200'));
  });

  it('is heard out before the answer when the connection ends with it', async () => {
    begin('Connection: close');
    await send(body.subarray(1));
    await delay(200);
    expect(received).toBe('');
    await send(body.subarray(0, 1));
    await until(() => received.startsWith('HTTP/1.1 413'));
  });
});
