import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { Socket as Connection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import type { Pod } from '../../../scripts/stack/pods';
import type { EntryPageDto } from '../../src/accounts/entry.dto';
import type { NotificationPageDto } from '../../src/notifications/notification.dto';
import type { TransferDto } from '../../src/transfers/transfer.dto';
import { type Api, bodyOf, type Json, registerUser, signIn, type TestUser } from '@banking-demo/testkit/bank';
import { Gate } from '../support/gate';
import { closeSockets, openSocket } from '@banking-demo/testkit/sockets';
import { until } from '@banking-demo/testkit/until';

/** A pod that found others does not look again for so long. */
const BELIEVED_MS = 1000;

let stack: Stack<PrivateServers>;
const gates: Gate[] = [];
const payments: { stop: () => Promise<unknown> }[] = [];

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 0, env: { LOG_LEVEL: 'warn' } });
});

afterEach(async () => {
  closeSockets();
  for (const paying of payments.splice(0)) await paying.stop();
  await Promise.all(stack.pods.map((pod) => pod.kill()));
  for (const gate of gates.splice(0)) gate.close();
});

afterAll(() => stack.stop());

/** A pod that reaches Redis by a gate of its own. */
interface GatedPod {
  pod: Pod;
  gate: Gate;
}

async function gatedPod(): Promise<GatedPod> {
  const gate = await Gate.to(stack.servers.redis.url);
  gates.push(gate);
  return { pod: await stack.addPod({ REDIS_URL: gate.url }), gate };
}

async function pay(payer: TestUser, to: TestUser, pod: Pod, amount = 1): Promise<TransferDto['id']> {
  const call = payer.api.at(pod.url).post('/transfer', { to: to.username, amount });
  return bodyOf<TransferDto>(await call.expect(201)).id;
}

/** Every entry of the user's primary account after this seq, as a page that catches up finds them. */
async function entriesAfter(user: TestUser, api: Api, seq: number): Promise<string[]> {
  const found: string[] = [];
  for (let after = seq; ;) {
    const path = `/accounts/${user.accountNumber}/entries?after=${String(after)}&limit=100`;
    const { items } = bodyOf<EntryPageDto>(await api.get(path).expect(200));
    const last = items.at(-1);
    if (!last) return found;
    found.push(...items.map(({ transferId }) => transferId));
    after = last.seq;
  }
}

/** Pays again and again until told to stop; answers the ids of what was acknowledged and every status met. */
function keepPaying(payer: TestUser, to: TestUser, pod: Pod) {
  const acknowledged: string[] = [];
  const statuses = new Set<number>();
  let { api } = payer;
  let stopped = false;
  const work = async (): Promise<void> => {
    while (!stopped) {
      const response = await api.at(pod.url).post('/transfer', { to: to.username, amount: 1 });
      statuses.add(response.status);
      if (response.status === 201) acknowledged.push(bodyOf<TransferDto>(response).id);
      // A Redis that was emptied knows no session any more.
      if (response.status === 401) api = (await signIn(payer, pod.url).catch(() => ({ api }))).api;
    }
  };
  const done = work();
  const stop = async (): Promise<string[]> => {
    stopped = true;
    await done;
    return acknowledged;
  };
  payments.push({ stop });
  return { acknowledged, statuses, stop };
}

/**
 * Pays on a pod whose way to Redis is shut between the look at the session and the commit, so that the transfer is made
 * and cannot be published.
 */
async function payUnheard(payer: TestUser, to: TestUser, { pod, gate }: GatedPod): Promise<string> {
  const database = new Client({ connectionString: stack.servers.databaseUrl });
  await database.connect();
  try {
    await database.query('BEGIN');
    await database.query('SELECT FROM ledger_accounts FOR UPDATE');
    const answer = pay(payer, to, pod);
    await until(async () => (await database.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount !== 0);
    gate.shut();
    await database.query('COMMIT');
    return await answer;
  } finally {
    await database.end();
  }
}

describe('a transfer that could not be published', () => {
  it('is acknowledged all the same, and another pod publishes it', async () => {
    const [cut, other] = [await gatedPod(), await stack.addPod()];
    const [payer, receiver] = [await registerUser({}, other.url), await registerUser({}, other.url)];
    const socket = await openSocket(receiver, other.url);
    await socket.transfer(await payUnheard(payer, receiver, cut), { timeoutMs: 20_000 });
    expect(socket.disconnects).toEqual([]);
    await until(async () => (await outboxPending()) === 0);
  });

  it('is published by another pod when its own one is killed', async () => {
    const [cut, other] = [await gatedPod(), await stack.addPod()];
    const [payer, receiver] = [await registerUser({}, other.url), await registerUser({}, other.url)];
    const socket = await openSocket(receiver, other.url);
    const id = await payUnheard(payer, receiver, cut);
    await cut.pod.kill();
    await socket.transfer(id, { timeoutMs: 20_000 });
    const ids = socket.all('notification').map((notification) => notification.id);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('a pod that publishes', () => {
  let redis: Redis;

  beforeAll(() => {
    redis = new Redis(stack.servers.redis.url);
  });

  afterAll(() => {
    redis.disconnect();
  });

  /** The subscriptions that Redis knows of, one per pod. */
  async function subscriptions(): Promise<string[]> {
    const clients = String(await redis.call('CLIENT', 'LIST', 'TYPE', 'pubsub'));
    return [...clients.matchAll(/^id=(\d+)/gm)].map(([, id]) => id ?? '');
  }

  async function published(): Promise<boolean> {
    return (await redis.info('commandstats')).includes('cmdstat_publish:');
  }

  it('does not while it is alone', async () => {
    const pod = await stack.addPod();
    const [payer, receiver] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
    await until(async () => (await subscriptions()).length === 1);
    await redis.config('RESETSTAT');
    const socket = await openSocket(receiver, pod.url);
    await socket.transfer(await pay(payer, receiver, pod));
    await until(async () => (await outboxPending()) === 0);
    expect(await published()).toBe(false);
    const elsewhere = await openSocket(receiver, (await stack.addPod()).url);
    await elsewhere.transfer(await pay(payer, receiver, pod), { timeoutMs: 2000 });
    expect(await published()).toBe(true);
  });

  it('does while it cannot hear others itself', async () => {
    const { pod, gate } = await gatedPod();
    const [own] = await until(async () => {
      const found = await subscriptions();
      return found.length === 1 && found;
    });
    const other = await stack.addPod();
    const [payer, receiver] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
    const socket = await openSocket(receiver, other.url);
    gate.hold();
    await redis.client('KILL', 'ID', own ?? '');
    await until(async () => (await subscriptions()).length === 1);
    await delay(BELIEVED_MS);
    await socket.transfer(await pay(payer, receiver, pod), { timeoutMs: 2000 });
  });
});

describe('Redis out of reach', () => {
  it('of the receiving pod for a while: its sockets stay open and are told to catch up', async () => {
    const [pod, { pod: cut, gate }] = [await stack.addPod(), await gatedPod()];
    const [payer, receiver] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
    const socket = await openSocket(receiver, cut.url);
    const heard = await pay(payer, receiver, pod);
    await socket.transfer(heard);
    gate.shut();
    const missed = [await pay(payer, receiver, pod), await pay(payer, receiver, pod)];
    await until(async () => (await outboxPending()) === 0);
    expect(socket.all('ready')).toHaveLength(1);
    gate.open();
    await socket.one('ready', ({ accounts }) => accounts[0]?.seq === 4);
    expect(await entriesAfter(receiver, receiver.api, 2)).toEqual(missed);
    const last = await pay(payer, receiver, pod);
    await socket.transfer(last);
    expect(socket.disconnects).toEqual([]);
  });

  it('of everybody under load: transfers answer 201 or 503, and everything acknowledged is heard of', async () => {
    const [one, two] = [await gatedPod(), await gatedPod()];
    const [payer, receiver] = [await registerUser({}, one.pod.url), await registerUser({}, two.pod.url)];
    const socket = await openSocket(receiver, two.pod.url);
    const paying = keepPaying(payer, receiver, one.pod);
    await until(() => paying.acknowledged.length > 20);
    one.gate.shut();
    two.gate.shut();
    await until(() => paying.statuses.has(503), { timeoutMs: 20_000 });
    one.gate.open();
    two.gate.open();
    const before = paying.acknowledged.length;
    await until(() => paying.acknowledged.length > before + 20, { timeoutMs: 20_000 });
    const acknowledged = await paying.stop();
    expect([...paying.statuses].sort()).toEqual([201, 503]);
    await until(() => socket.all('ready').length > 1);
    const entries = await entriesAfter(receiver, receiver.api, 1);
    expect(entries).toEqual(expect.arrayContaining(acknowledged));
    await socket.transfer(await pay(payer, receiver, one.pod));
    expect(socket.disconnects).toEqual([]);
  });

  it('and restarted empty: people sign in again and nothing else is lost', async () => {
    const [one, two] = [await stack.addPod(), await stack.addPod()];
    const [payer, receiver] = [await registerUser({}, one.url), await registerUser({}, two.url)];
    const socket = await openSocket(receiver, two.url);
    const paying = keepPaying(payer, receiver, one);
    await until(() => paying.acknowledged.length > 20);
    await stack.servers.redis.kill();
    await until(() => paying.statuses.has(503), { timeoutMs: 20_000 });
    await stack.servers.redis.start();
    expect(await socket.one('session-ended', undefined, { timeoutMs: 20_000 })).toEqual({ reason: 'expired' });
    const again = await signIn(receiver, two.url);
    const second = await openSocket(again, two.url);
    const before = paying.acknowledged.length;
    await until(() => paying.acknowledged.length > before + 20, { timeoutMs: 20_000 });
    const acknowledged = await paying.stop();
    expect([...paying.statuses].every((status) => [201, 401, 503].includes(status))).toBe(true);
    await second.transfer(acknowledged.at(-1) ?? '');
    expect(await entriesAfter(receiver, again.api, 1)).toEqual(expect.arrayContaining(acknowledged));
    // The grant, every payment and the second sign-in.
    const inbox = await inboxOf(again.api);
    const told = inbox.flatMap(({ data }) => ('transferId' in data ? data.transferId : []));
    expect(told).toEqual(expect.arrayContaining(acknowledged));
    expect(inbox.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['grant.received', 'session.opened']));
    await until(async () => (await outboxPending()) === 0, { timeoutMs: 20_000 });
  });
});

describe('a pod that dies', () => {
  it('takes its users offline, which those who watch them are told', async () => {
    const [pod, dying] = [await stack.addPod(), await stack.addPod()];
    const [watcher, other] = [await registerUser({}, pod.url), await registerUser({}, dying.url)];
    await pay(other, watcher, pod);
    await pay(watcher, other, pod);
    await openSocket(other, dying.url);
    const socket = await openSocket(watcher, pod.url);
    await dying.kill();
    expect(await socket.one('presence', undefined, { timeoutMs: 40_000 })).toEqual({
      alias: other.username,
      online: false,
    });
    expect(socket.all('presence')).toHaveLength(1);
  });
});

describe('a pod that is told to end', () => {
  it('closes its sockets so that clients come back by themselves, and waits for none that does not answer', async () => {
    const pod = await stack.addPod();
    const [user, frozen] = [await registerUser({}, pod.url), await registerUser({}, pod.url)];
    const [socket, stuck] = [await openSocket(user, pod.url), await openSocket(frozen, pod.url)];
    connectionOf(stuck.client.io.engine.transport).pause();
    const started = performance.now();
    expect(await pod.stop()).toEqual({ code: 0, signal: null });
    expect(performance.now() - started).toBeLessThan(8000);
    expect(socket.disconnects[0]).toBe('transport close');
    expect(socket.client.active).toBe(true);
    expect(socket.all('session-ended')).toEqual([]);
    await pod.restart();
    await until(() => socket.all('ready').length === 2);
  });
});

async function outboxPending(): Promise<number> {
  const database = new Client({ connectionString: stack.servers.databaseUrl });
  await database.connect();
  try {
    const { rows } = await database.query<{ pending: string }>('SELECT count(*) AS pending FROM outbox');
    return Number(rows[0]?.pending);
  } finally {
    await database.end();
  }
}

/** The TCP connection below a client's websocket. */
function connectionOf(transport: unknown): Connection {
  return (transport as { ws: { _socket: Connection } }).ws._socket;
}

/** The whole inbox, newest first. */
async function inboxOf(api: Api): Promise<Json<NotificationPageDto>['items']> {
  const items: Json<NotificationPageDto>['items'] = [];
  for (let cursor = ''; ;) {
    const page = bodyOf<NotificationPageDto>(await api.get(`/notifications?limit=100${cursor}`));
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${page.next}`;
  }
}
