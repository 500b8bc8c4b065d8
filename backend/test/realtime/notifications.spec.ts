import {
  BASE_URL,
  BASE_URL2,
  bodyOf,
  registerUser,
  registerUsers,
  type TestUser,
  WELCOME_GRANT,
} from '@banking-demo/testkit/bank';
import { closeSockets, openSocket } from '@banking-demo/testkit/sockets';
import { until } from '@banking-demo/testkit/until';
import type { EntryPageDto } from '../../src/accounts/entry.dto';
import type { NotificationPageDto } from '../../src/notifications/notification.dto';
import type { TransferDto } from '../../src/transfers/transfer.dto';

/** In a rush a user's sockets are told that often. */
const ROUND_MS = 500;

afterEach(closeSockets);

async function pay(payer: TestUser, to: TestUser, amount: number, memo?: string, url = BASE_URL) {
  const body = { to: to.username, amount, ...(memo === undefined ? {} : { memo }) };
  return bodyOf<TransferDto>(await payer.api.at(url).post('/transfer', body).expect(201));
}

async function inbox(user: TestUser) {
  return bodyOf<NotificationPageDto>(await user.api.get('/notifications').expect(200));
}

describe('a transfer', () => {
  it('is told to the receiver on another pod, as the receiver sees it', async () => {
    const [payer, receiver] = [await registerUser(), await registerUser()];
    const socket = await openSocket(receiver, BASE_URL2);
    const transfer = await pay(payer, receiver, 2500, 'Lunch');
    const push = await socket.transfer(transfer.id);
    expect(push).toEqual({
      id: expect.any(String) as string,
      kind: 'transfer.received',
      createdAt: transfer.createdAt,
      data: {
        transferId: transfer.id,
        accountNumber: receiver.accountNumber,
        seq: 2,
        amount: 2500,
        currency: transfer.currency,
        balanceAfter: WELCOME_GRANT + 2500,
        counterparty: {
          accountNumber: payer.accountNumber,
          alias: payer.username,
          holderName: payer.user.displayName,
        },
        memo: 'Lunch',
      },
    });
    const [newest] = (await inbox(receiver)).items;
    expect(newest).toEqual({ ...push, readAt: null });
  });

  it('is told to the payer on all pods, and is born read', async () => {
    const [payer, receiver] = [await registerUser(), await registerUser()];
    const sockets = await Promise.all([openSocket(payer, BASE_URL), openSocket(payer, BASE_URL2)]);
    const transfer = await pay(payer, receiver, 300);
    for (const socket of sockets) {
      const { kind, data } = await socket.transfer(transfer.id);
      expect(kind).toBe('transfer.sent');
      expect(data).toMatchObject({
        accountNumber: payer.accountNumber,
        amount: -300,
        balanceAfter: WELCOME_GRANT - 300,
        counterparty: { alias: receiver.username },
        memo: null,
      });
    }
    const { items, unread } = await inbox(payer);
    expect(items[0]).toMatchObject({ kind: 'transfer.sent', readAt: transfer.createdAt });
    expect(unread).toBe(1);
  });

  it('is told to nobody else', async () => {
    const [payer, receiver, stranger] = [await registerUser(), await registerUser(), await registerUser()];
    const [socket, other] = await Promise.all([openSocket(receiver), openSocket(stranger)]);
    await socket.transfer((await pay(payer, receiver, 1)).id);
    const own = await pay(stranger, payer, 1);
    await other.transfer(own.id);
    expect(other.all('notification').map(({ data }) => ('transferId' in data ? data.transferId : null))).toEqual([
      own.id,
    ]);
  });

  it('is pushed exactly once, on each pod, and nothing of it is left to be pushed again', async () => {
    const [payer, receiver] = [await registerUser(), await registerUser()];
    const sockets = await Promise.all(
      [payer, receiver].flatMap((user) => [openSocket(user, BASE_URL), openSocket(user, BASE_URL2)]),
    );
    const transfers = [];
    for (let i = 1; i <= 5; i++) transfers.push(await pay(payer, receiver, i, undefined, i % 2 ? BASE_URL : BASE_URL2));
    for (const socket of sockets) await Promise.all(transfers.map(({ id }) => socket.transfer(id)));
    // What is left in the outbox is pushed again after five to seven seconds; between three beats are ten.
    const [listening] = sockets;
    const beats = (): number => listening?.all('beat').length ?? 0;
    const before = beats();
    await until(() => beats() >= before + 3, { timeoutMs: 25_000 });
    for (const socket of sockets) {
      const pushed = socket.all('notification').map(({ data }) => ('transferId' in data ? data.transferId : ''));
      expect(pushed.sort()).toEqual(transfers.map(({ id }) => id).sort());
    }
  });

  it('comes once for each notification when the same key is sent again', async () => {
    const [payer, receiver] = [await registerUser(), await registerUser()];
    const socket = await openSocket(receiver, BASE_URL2);
    const send = (url: string) =>
      payer.api
        .at(url)
        .post('/transfer', { to: receiver.username, amount: 5 })
        .set('Idempotency-Key', 'again')
        .expect(201);
    const { id } = bodyOf<TransferDto>(await send(BASE_URL));
    await send(BASE_URL2);
    const last = await pay(payer, receiver, 6);
    await Promise.all([socket.transfer(id), socket.transfer(last.id)]);
    expect(socket.all('notification')).toHaveLength(2);
  });
});

describe('many transfers', () => {
  it('all reach a receiver at an ordinary rate, each with its own seq', async () => {
    const [receiver, ...payers] = await registerUsers(6);
    if (!receiver) throw new Error('nobody was registered');
    const socket = await openSocket(receiver, BASE_URL2);
    const transfers = await Promise.all(
      payers.flatMap((payer, i) =>
        Array.from({ length: 12 }, () => pay(payer, receiver, 1, undefined, i % 2 ? BASE_URL : BASE_URL2)),
      ),
    );
    await Promise.all(transfers.map(({ id }) => socket.transfer(id)));
    const seqs = socket.all('notification').map(({ data }) => ('seq' in data ? data.seq : 0));
    expect([...new Set(seqs)].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 2));
  });

  it('in a rush, lead to the newest one and a fresh snapshot instead of all', async () => {
    const [receiver, ...payers] = await registerUsers(9);
    if (!receiver) throw new Error('nobody was registered');
    const socket = await openSocket(receiver, BASE_URL2);
    const count = 800;
    const started = performance.now();
    await Promise.all(
      payers.map(async (payer) => {
        for (let sent = 0; sent < count / 8; sent += 20)
          await Promise.all(Array.from({ length: 20 }, () => pay(payer, receiver, 1)));
      }),
    );
    const newest = count + 1;
    const patience = { timeoutMs: 20_000 };
    await socket.one('notification', ({ data }) => 'seq' in data && data.seq === newest, patience);
    // Where paying takes so long that it is no rush, nothing is withheld that a snapshot has to make good.
    await until(
      () =>
        socket.all('notification').length === count ||
        socket.all('ready').some(({ accounts }) => accounts[0]?.seq === newest),
      patience,
    );
    // One on connecting, then at most one for each round of the rush.
    expect(socket.all('ready').length).toBeLessThan(2 + (performance.now() - started) / ROUND_MS);
    expect(socket.all('notification').length).toBeLessThanOrEqual(count);
    // Counted no further than that.
    expect((await inbox(receiver)).unread).toBe(100);
  });
});

describe('catching up', () => {
  it('after a lost connection finds all entries by the last seq known', async () => {
    const [payer, receiver] = [await registerUser(), await registerUser()];
    const socket = await openSocket(receiver);
    const heard = await socket.transfer((await pay(payer, receiver, 10)).id);
    const seq = 'seq' in heard.data ? heard.data.seq : 0;
    socket.client.disconnect();
    const missed = [await pay(payer, receiver, 20), await pay(payer, receiver, 30), await pay(payer, receiver, 40)];
    socket.client.io.opts.reconnection = true;
    socket.client.connect();
    const ready = await until(() => socket.all('ready')[1]);
    expect(ready.accounts).toEqual([{ number: receiver.accountNumber, seq: seq + 3, balance: WELCOME_GRANT + 100 }]);
    const path = `/accounts/${receiver.accountNumber}/entries?after=${String(seq)}`;
    const { items } = bodyOf<EntryPageDto>(await receiver.api.get(path).expect(200));
    expect(items.map(({ transferId }) => transferId)).toEqual(missed.map(({ id }) => id));
    expect(items.at(-1)).toMatchObject({ seq: seq + 3, balanceAfter: WELCOME_GRANT + 100 });
  });
});
