import type { Pod } from '../../../scripts/stack/pods';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import type { TransferDto } from '../../src/transfers/transfer.dto';
import { bodyOf, nth, registerUser, registerUsers, succeeded } from '@banking-demo/testkit/bank';
import { HeldLedger, releaseLedgers } from '../support/held-ledger';
import { abandonClients, answerOf, type Client, PayingClients } from '../support/paying-clients';
import { pay, statementOf } from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';

let stack: Stack<PrivateServers>;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 1, env: { LOG_LEVEL: 'warn' } });
});

afterEach(releaseLedgers);
afterEach(abandonClients);
afterAll(() => stack.stop());

/** Thirty-two clients of a pod, who pay somebody registered for it. */
async function clientsOf({ url }: Pod): Promise<Client[]> {
  const [payee, payers] = [await registerUser({}, url), await registerUsers(4, url)];
  return Array.from({ length: 32 }, (_, i) => ({ api: nth(payers, i).api, to: payee.username }));
}

function survivor(): Pod {
  return nth(stack.pods, 0);
}

describe('a pod told to end under load', () => {
  it('is not ready at once, and serves on while traffic is led elsewhere', async () => {
    const pod = await stack.addPod({ SHUTDOWN_DELAY_MS: '4000' });
    const clients = new PayingClients(await clientsOf(pod), 'never');
    await until(() => clients.acknowledged.size > 200);
    pod.send('SIGTERM');
    const ready = await until(async () => {
      const answer = await fetch(`${pod.url}/health/ready`);
      return !answer.ok && answer;
    });
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ error: { accepting: { status: 'down' } } });
    const before = clients.acknowledged.size;
    await until(() => clients.acknowledged.size > before + 100, { timeoutMs: 3500 });
    // As a balancer does, now that it knows.
    await clients.stop();
    expect(await pod.ended).toEqual({ code: 0, signal: null });
    expect(clients.outcomes).toEqual(new Set([201]));
  });

  it('answers every request it took from clients that know of nothing', async () => {
    const pod = await stack.addPod();
    const [payee, payers] = [await registerUser({}, pod.url), await registerUsers(4, pod.url)];
    const callers = Array.from({ length: 32 }, (_, i) => ({ api: nth(payers, i).api, to: payee.username }));
    const clients = new PayingClients(callers, 'never');
    await until(() => clients.acknowledged.size > 200);
    pod.send('SIGTERM');
    expect(await pod.ended).toEqual({ code: 0, signal: null });
    await until(() => clients.outcomes.has('refused'));
    await clients.stop();
    // What was posted was answered. A connection the kernel had taken and the pod had not is reset, with nothing done.
    const entries = await statementOf(payee.api.at(survivor().url), payee.accountNumber);
    expect(entries.length - 1).toBe(clients.acknowledged.size);
    expect([...clients.outcomes].filter((outcome) => ![201, 'refused', 'ECONNRESET'].includes(outcome))).toEqual([]);
  });
});

describe('a pod told to end while a transfer waits for the database', () => {
  it('posts it, answers it and then ends', async () => {
    const pod = await stack.addPod();
    const [payer, payee] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
    const held = await HeldLedger.hold(stack.servers.databaseUrl, payer.accountNumber);
    const answer = answerOf(() => pay(payer.api, { to: payee.username, amount: 7 }));
    await until(async () => (await held.waiting()) === 1);
    pod.send('SIGTERM');
    await until(async () => (await answerOf(() => payer.api.get('/balance'))) === 'refused');
    expect(pod.exit).toBeUndefined();
    await held.release();
    const response = await answer;
    if (typeof response === 'string') throw new Error(`the accepted transfer was answered by ${response}`);
    const { id } = bodyOf<TransferDto>(succeeded(response, 201));
    expect(response.headers.connection).toBe('close');
    expect(await pod.ended).toEqual({ code: 0, signal: null });
    const statement = await statementOf(payee.api.at(survivor().url), payee.accountNumber);
    expect(statement.at(-1)).toMatchObject({ transferId: id, amount: 7 });
  });

  it('ends within SHUTDOWN_TIMEOUT_MS even if that never happens', async () => {
    const pod = await stack.addPod({ SHUTDOWN_TIMEOUT_MS: '1000', LOG_LEVEL: 'fatal' });
    const [payer, payee] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
    const held = await HeldLedger.hold(stack.servers.databaseUrl, payer.accountNumber);
    const answer = answerOf(() => pay(payer.api, { to: payee.username, amount: 7 }));
    await until(async () => (await held.waiting()) === 1);
    pod.send('SIGTERM');
    expect(await pod.ended).toEqual({ code: 1, signal: null });
    expect(pod.lastLines()).toContain('SHUTDOWN_TIMEOUT_MS');
    expect(typeof (await answer)).toBe('string');
    await held.release();
  });
});

describe('a pod told to end with nothing to do', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends soon on %s', async (signal) => {
    const pod = await stack.addPod();
    const started = performance.now();
    pod.send(signal);
    expect(await pod.ended).toEqual({ code: 0, signal: null });
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
