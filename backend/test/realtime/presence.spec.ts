import { BASE_URL, BASE_URL2, bodyOf, registerUser, type TestUser } from '@banking-demo/testkit/bank';
import { closeSockets, openSocket, type TestSocket } from '@banking-demo/testkit/sockets';
import { until } from '@banking-demo/testkit/until';
import type { SystemDto } from '../../src/system/system.dto';
import type { RecipientPageDto, TransferDto } from '../../src/transfers/transfer.dto';

afterEach(closeSockets);

async function pay(payer: TestUser, to: TestUser): Promise<string> {
  return bodyOf<TransferDto>(await payer.api.post('/transfer', { to: to.username, amount: 1 }).expect(201)).id;
}

/** Both pay each other, so that each may know when the other is there. */
async function meet(one: TestUser, other: TestUser): Promise<void> {
  await pay(one, other);
  await pay(other, one);
}

async function sees(user: TestUser, other: TestUser): Promise<boolean | null | undefined> {
  const { items } = bodyOf<RecipientPageDto>(await user.api.get('/recipients').expect(200));
  return items.find(({ alias }) => alias === other.username)?.online;
}

async function comeAndGo(user: TestUser, watching: TestSocket): Promise<void> {
  const socket = await openSocket(user, BASE_URL2);
  await watching.one('presence', ({ alias, online }) => alias === user.username && online);
  socket.close();
  await watching.one('presence', ({ alias, online }) => alias === user.username && !online);
}

describe('presence', () => {
  it('of somebody who paid and was paid is told when it comes and goes, on whichever pod', async () => {
    const [watcher, other] = [await registerUser(), await registerUser()];
    await meet(other, watcher);
    const socket = await openSocket(watcher, BASE_URL);
    expect(await sees(watcher, other)).toBe(false);
    const there = await openSocket(other, BASE_URL2);
    await socket.one('presence', ({ online }) => online);
    expect(await sees(watcher, other)).toBe(true);
    there.close();
    await socket.one('presence', ({ online }) => !online);
    expect(socket.all('presence')).toEqual([
      { alias: other.username, online: true },
      { alias: other.username, online: false },
    ]);
    expect(await sees(watcher, other)).toBe(false);
  });

  it('stays online while one of two tabs is open', async () => {
    const [watcher, other, marker] = [await registerUser(), await registerUser(), await registerUser()];
    await meet(other, watcher);
    await meet(marker, watcher);
    const socket = await openSocket(watcher, BASE_URL2);
    const [first, second] = [await openSocket(other, BASE_URL), await openSocket(other, BASE_URL2)];
    await socket.one('presence', ({ alias }) => alias === other.username);
    first.close();
    // What would be told of the closed tab would come before what is told of somebody who leaves after it.
    await comeAndGo(marker, socket);
    expect(socket.all('presence').filter(({ alias }) => alias === other.username)).toEqual([
      { alias: other.username, online: true },
    ]);
    expect(await sees(watcher, other)).toBe(true);
    second.close();
    await socket.one('presence', ({ alias, online }) => alias === other.username && !online);
  });

  it('of somebody who is paid back just now is told at once', async () => {
    const [watcher, other] = [await registerUser(), await registerUser()];
    await pay(other, watcher);
    const there = await openSocket(other, BASE_URL2);
    const socket = await openSocket(watcher, BASE_URL);
    await pay(watcher, other);
    expect(await socket.one('presence')).toEqual({ alias: other.username, online: true });
    there.close();
    await socket.one('presence', ({ online }) => !online);
  });

  it('cannot be learned of strangers', async () => {
    const [watcher, friend, stranger] = [await registerUser(), await registerUser(), await registerUser()];
    await meet(friend, watcher);
    const socket = await openSocket(watcher, BASE_URL);
    await openSocket(stranger, BASE_URL2);
    await openSocket(friend, BASE_URL2);
    await socket.one('presence', ({ alias }) => alias === friend.username);
    expect(socket.all('presence').map(({ alias }) => alias)).toEqual([friend.username]);
    const { items } = bodyOf<RecipientPageDto>(await watcher.api.get(`/recipients?q=${stranger.username}`).expect(200));
    expect(items).toMatchObject([{ alias: stranger.username, online: null }]);
  });

  it.each(['paid', 'was paid by'])('cannot be learned of somebody whom one only %s', async (side) => {
    const [watcher, friend, other] = [await registerUser(), await registerUser(), await registerUser()];
    await meet(friend, watcher);
    const socket = await openSocket(watcher, BASE_URL);
    if (side === 'paid') await pay(watcher, other);
    else await pay(other, watcher);
    await openSocket(other, BASE_URL2);
    // What would be told of the other would come before what is told of somebody who comes after.
    await comeAndGo(friend, socket);
    expect(socket.all('presence').map(({ alias }) => alias)).not.toContain(other.username);
    expect(await sees(watcher, other)).toBeNull();
    expect(await sees(other, watcher)).toBeNull();
  });

  it('survives a page that is loaded anew without a word', async () => {
    const [watcher, other, marker] = [await registerUser(), await registerUser(), await registerUser()];
    await meet(other, watcher);
    await meet(marker, watcher);
    const first = await openSocket(other, BASE_URL2);
    const socket = await openSocket(watcher, BASE_URL);
    first.close();
    await openSocket(other, BASE_URL2);
    await comeAndGo(marker, socket);
    expect(socket.all('presence').filter(({ alias }) => alias === other.username)).toEqual([]);
  });
});

describe("one's own sockets", () => {
  it('are counted on each pod', async () => {
    const user = await registerUser();
    await Promise.all([openSocket(user, BASE_URL), openSocket(user, BASE_URL2), openSocket(user, BASE_URL2)]);
    const { pods } = bodyOf<SystemDto>(await user.api.get('/system').expect(200));
    const counts = pods.map(({ ownSockets }) => ownSockets).filter((count) => count > 0);
    // One address may be a balancer's, which spreads them as it likes.
    if (BASE_URL === BASE_URL2) expect(counts.reduce((sum, count) => sum + count)).toBe(3);
    else expect(counts.sort()).toEqual([1, 2]);
    expect(pods.every(({ sockets, ownSockets }) => sockets >= 0 && ownSockets >= 0)).toBe(true);
  });

  it('are gone from the count when they are closed', async () => {
    const user = await registerUser();
    const socket = await openSocket(user, BASE_URL2);
    socket.close();
    await until(async () => {
      const { pods } = bodyOf<SystemDto>(await user.api.get('/system').expect(200));
      return pods.every(({ ownSockets }) => ownSockets === 0);
    });
  });
});
