import {
  anonymous,
  BASE_URL,
  BASE_URL2,
  bodyOf,
  registerUser,
  signIn,
  WELCOME_GRANT,
} from '@banking-demo/testkit/bank';
import { closeSockets, openSocket, refusedSocket, type TestSocket } from '@banking-demo/testkit/sockets';
import { until } from '@banking-demo/testkit/until';
import { io, type Socket } from 'socket.io-client';
import type { AccountDto } from '../../src/accounts/account.dto';
import type { SessionPageDto } from '../../src/sessions/session.dto';
import type { SystemDto } from '../../src/system/system.dto';
import { RawSocket } from '../support/raw-socket';

afterEach(closeSockets);

describe('connecting', () => {
  it('answers with where all accounts stand, the unread count and the name of the pod', async () => {
    const user = await registerUser();
    const further = bodyOf<AccountDto>(await user.api.post('/accounts', { name: 'Savings' }));
    const socket = await openSocket(user);
    const [ready] = socket.all('ready');
    expect(ready?.unread).toBe(1);
    expect(ready?.accounts).toHaveLength(2);
    expect(ready?.accounts).toEqual(
      expect.arrayContaining([
        { number: user.accountNumber, seq: 1, balance: WELCOME_GRANT },
        { number: further.number, seq: 0, balance: 0 },
      ]),
    );
    const { pods } = bodyOf<SystemDto>(await user.api.get('/system'));
    expect(pods.map(({ name }) => name)).toContain(ready?.pod);
  });

  it.each([
    ['no auth at all', {}],
    ['a session id that is no text', { sessionId: 42 }],
    ['an array for a session id', { sessionId: ['a'] }],
    ['a session id of the wrong shape', { sessionId: 'nobody' }],
    ['a session that never was', { sessionId: 'A'.repeat(43) }],
  ])('is refused with the code of HTTP for %s', async (_, auth) => {
    expect(await refusedSocket(auth)).toMatchObject({ code: 'unauthenticated', status: 401, title: 'Sign in first' });
  });

  it('is refused once the session was ended', async () => {
    const user = await registerUser();
    await user.api.post('/logout').expect(204);
    expect((await refusedSocket({ sessionId: user.sessionId }, BASE_URL2)).code).toBe('unauthenticated');
  });

  it('is refused without websocket', async () => {
    const user = await registerUser();
    const client = io(BASE_URL, {
      transports: ['polling'],
      auth: { sessionId: user.sessionId },
      forceNew: true,
      reconnection: false,
    });
    const error = await new Promise<Error>((resolve, reject) => {
      client.on('connect_error', resolve);
      client.on('connect', () => {
        reject(new Error('it was accepted'));
      });
    });
    client.disconnect();
    expect(error.message).toBe('xhr poll error');
    const answer = await fetch(`${BASE_URL}/socket.io/?EIO=4&transport=polling`);
    expect(answer.status).toBe(400);
    await answer.body?.cancel();
  });

  it('is bounded to 20 sockets of one user on a pod', async () => {
    const user = await registerUser();
    const { pods } = bodyOf<SystemDto>(await user.api.get('/system'));
    const open: TestSocket[] = [];
    const more = async (): Promise<void> => {
      for (;;) open.push(await openSocket(user));
    };
    await expect(more()).rejects.toThrow('too_many_requests');
    // A balancer in front spreads them.
    expect(open.length).toBeGreaterThanOrEqual(20);
    expect(open.length).toBeLessThanOrEqual(20 * pods.length);
    open[0]?.close();
    await until(() => openSocket(user).catch(() => null));
  });

  it('is bounded to 20 sockets of one user on a pod when all of them come at once', async () => {
    const user = await registerUser();
    const { pods } = bodyOf<SystemDto>(await user.api.get('/system'));
    const attempts = Array.from({ length: 40 * pods.length }, () => openSocket(user));
    const settled = await Promise.allSettled(attempts);
    const open = settled.filter(({ status }) => status === 'fulfilled').length;
    expect(open).toBeGreaterThanOrEqual(20);
    expect(open).toBeLessThanOrEqual(20 * pods.length);
    for (const outcome of settled)
      if (outcome.status === 'rejected') expect(String(outcome.reason)).toContain('too_many_requests');
  });

  it('closes a client that sends more than a handshake', async () => {
    const user = await registerUser();
    const socket = await openSocket(user);
    const client: Socket = socket.client;
    client.emit('notification', 'x'.repeat(5000));
    await until(() => socket.disconnects.length > 0);
  });

  it('ignores events that clients send', async () => {
    const user = await registerUser();
    const socket = await openSocket(user);
    const client: Socket = socket.client;
    client.emit('pushes', []);
    client.emit('session-ended', { userId: user.user.id, reason: 'revoked' });
    const { id } = bodyOf<{ id: string }>(await pay(user.api, await registerUser()));
    await socket.transfer(id);
    expect(socket.disconnects).toEqual([]);
  });
});

describe('a connection', () => {
  const raw: RawSocket[] = [];

  async function openRaw(): Promise<RawSocket> {
    const socket = await RawSocket.open();
    raw.push(socket);
    return socket;
  }

  afterEach(() => {
    for (const socket of raw.splice(0)) socket.close();
  });

  it('on which nobody says who it is, but much, is cut, and others are served meanwhile', async () => {
    const [user, socket] = [await registerUser(), await openRaw()];
    socket.send('40', 100_000);
    await user.api.get('/me').expect(200);
    await until(() => socket.closed);
    // Cut after a handful: most were never looked at.
    expect(socket.answers('44')).toBeLessThan(20);
    await user.api.get('/me').expect(200);
  });

  it.each([
    ['pings answered that nobody sent', '3'],
    ['the bytes of no packet', 'x'],
    ['events', '42["x"]'],
    ['other namespaces', '40/other,'],
  ])('with too many packets is cut: %s', async (_, packet) => {
    const socket = await openRaw();
    socket.send(packet, 100);
    await until(() => socket.closed);
  });

  it('is closed once it was refused', async () => {
    const socket = await openRaw();
    socket.signIn('nobody');
    await until(() => socket.closed);
    expect(socket.has('unauthenticated')).toBe(true);
  });

  it('is closed with the namespace that its client leaves', async () => {
    const [user, socket] = [await registerUser(), await openRaw()];
    socket.signIn(user.sessionId);
    await until(() => socket.has('"ready"'));
    socket.send('41');
    await until(() => socket.closed);
  });

  it('is closed with its session, though its client goes on', async () => {
    const [user, socket] = [await registerUser(), await openRaw()];
    socket.signIn(user.sessionId);
    await until(() => socket.has('"ready"'));
    await user.api.post('/logout').expect(204);
    await until(() => socket.closed);
    expect(socket.has('session-ended')).toBe(true);
  });

  it("is told again and again that it lives, with the server's time", async () => {
    const socket = await openSocket(await registerUser());
    const [first, second] = await until(
      () => {
        const beats = socket.all('beat').map(({ at }) => new Date(at).getTime());
        return beats.length >= 2 && beats;
      },
      { timeoutMs: 20_000 },
    );
    expect(first).toBeLessThan(second ?? NaN);
    expect(Math.abs(Date.now() - (second ?? NaN))).toBeLessThan(60_000);
  });
});

describe('the end of a session', () => {
  it('closes its sockets on another pod when it is revoked, and no others', async () => {
    const user = await registerUser();
    const lost = await signIn(user, BASE_URL2);
    const kept = await openSocket(user, BASE_URL);
    const [here, there] = await Promise.all([openSocket(lost, BASE_URL), openSocket(lost, BASE_URL2)]);
    const { items } = bodyOf<SessionPageDto>(await user.api.get('/sessions'));
    const other = items.find(({ current }) => !current);
    await user.api.delete(`/sessions/${other?.id ?? ''}`).expect(204);
    for (const socket of [here, there]) {
      expect(await socket.one('session-ended')).toEqual({ reason: 'revoked' });
      await until(() => socket.disconnects[0] === 'io server disconnect');
    }
    await pay(user.api, await registerUser()).then(({ body }) => kept.transfer((body as { id: string }).id));
    expect(kept.disconnects).toEqual([]);
    expect(kept.all('session-ended')).toEqual([]);
  });

  it('tells of a logout', async () => {
    const user = await registerUser();
    const socket = await openSocket(user, BASE_URL2);
    await user.api.post('/logout').expect(204);
    expect(await socket.one('session-ended')).toEqual({ reason: 'logout' });
    await until(() => socket.disconnects[0] === 'io server disconnect');
  });

  it('tells the others of a changed password, and this one that it goes on under another id', async () => {
    const user = await registerUser();
    const other = await signIn(user);
    const [own, lost] = await Promise.all([openSocket(user, BASE_URL2), openSocket(other, BASE_URL2)]);
    const change = { currentPassword: user.password, newPassword: 'correct-horse-battery' };
    const changed = await user.api.post('/password', change).expect(200);
    expect(await lost.one('session-ended')).toEqual({ reason: 'password-changed' });
    expect(await own.one('session-ended')).toEqual({ reason: 'replaced' });
    await until(() => own.disconnects[0] === 'io server disconnect');
    const { sessionId } = changed.body as { sessionId: string };
    await (await openSocket({ ...user, sessionId }, BASE_URL2)).one('ready');
  });
});

describe('a sign-in', () => {
  it('is told to the sockets of the other sessions, with device and address', async () => {
    const user = await registerUser();
    const socket = await openSocket(user, BASE_URL2);
    await anonymous
      .post('/login', { username: user.username, password: user.password })
      .set('User-Agent', 'curl/8.5.0')
      .expect(200);
    const { data, createdAt } = await socket.one('notification', ({ kind }) => kind === 'session.opened');
    expect(data).toEqual({ device: 'curl', address: expect.any(String) as string });
    expect(new Date(createdAt).toISOString()).toBe(createdAt);
  });
});

function pay(payer: Awaited<ReturnType<typeof registerUser>>['api'], to: { username: string }) {
  return payer.post('/transfer', { to: to.username, amount: 1 }).expect(201);
}
