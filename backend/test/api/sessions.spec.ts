import {
  anonymous,
  type Api,
  BASE_URL,
  BASE_URL2,
  bodyOf,
  expectInvalid,
  expectProblem,
  type Json,
  registerUser,
  signIn,
} from '@banking-demo/testkit/bank';
import request from 'supertest';
import type { SessionDto, SessionPageDto } from '../../src/sessions/session.dto';

const SESSIONS_PER_USER = 50;
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

async function sessionsOf(api: Api, query = ''): Promise<Json<SessionPageDto>> {
  const answer = await api.get(`/sessions${query}`);
  expect(answer.status).toBe(200);
  return bodyOf<SessionPageDto>(answer);
}

async function currentSession(api: Api): Promise<Json<SessionDto>> {
  const { items } = await sessionsOf(api);
  const [current, ...more] = items.filter((session) => session.current);
  if (!current || more.length > 0) throw new Error('not exactly one session is the current one');
  return current;
}

describe('a guarded route', () => {
  it.each(['/me', '/sessions', '/balance', '/transfers', '/notifications', '/system'])(
    'refuses GET %s without a session',
    async (path) => {
      expectProblem(await anonymous.get(path), 401, 'unauthenticated');
    },
  );

  it.each([
    ['no scheme', (id: string) => id],
    ['another scheme', (id: string) => `Basic ${id}`],
    ['no id', () => 'Bearer'],
    ['a longer id', (id: string) => `Bearer ${id}A`],
    ['a shorter id', (id: string) => `Bearer ${id.slice(0, -1)}`],
    ['an id with a changed character', (id: string) => `Bearer ${id.startsWith('A') ? 'B' : 'A'}${id.slice(1)}`],
    ['another alphabet', (id: string) => `Bearer ${id.slice(1)}+`],
    ['two ids', (id: string) => `Bearer ${id} ${id}`],
    ['a huge id', () => `Bearer ${'A'.repeat(6000)}`],
  ])('refuses an Authorization header with %s', async (_, header) => {
    const { sessionId } = await registerUser();
    const answer = await anonymous.get('/me').set('Authorization', header(sessionId));
    expectProblem(answer, 401, 'unauthenticated');
  });

  it('takes the scheme in any case', async () => {
    const { sessionId } = await registerUser();
    expect((await anonymous.get('/me').set('Authorization', `bEARER ${sessionId}`)).status).toBe(200);
  });

  it('takes no session id from the URL or a cookie', async () => {
    const { sessionId } = await registerUser();
    const call = request(BASE_URL).get(`/api/me?sessionId=${sessionId}&access_token=${sessionId}`);
    const answer = await call.set('Cookie', `sessionId=${sessionId}`);
    expectProblem(answer, 401, 'unauthenticated');
  });

  it('takes no hash or handle for a session id', async () => {
    const { api } = await registerUser();
    const { id } = await currentSession(api);
    expectProblem(await anonymous.as(id).get('/me'), 401, 'unauthenticated');
  });
});

describe('GET /sessions', () => {
  it('lists where one is signed in, newest first, and which is this one', async () => {
    const user = await registerUser();
    const chrome = await anonymous
      .at(BASE_URL2)
      .post('/login', { username: user.username, password: user.password })
      .set('User-Agent', CHROME);
    expect(chrome.status).toBe(200);
    const { items, next } = await sessionsOf(user.api);
    expect(next).toBeNull();
    expect(items.map(({ current }) => current)).toEqual([false, true]);
    expect(items[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      current: false,
      device: 'Chrome on Windows',
      address: expect.any(String) as string,
      createdAt: expect.any(String) as string,
      lastSeenAt: expect.any(String) as string,
      expiresAt: expect.any(String) as string,
    });
    const [newer, older] = items.map(({ createdAt }) => new Date(createdAt).getTime());
    expect(newer).toBeGreaterThan(older ?? Number.NaN);
  });

  it('never shows a session id', async () => {
    const user = await registerUser();
    const other = await signIn(user);
    const { text } = await user.api.get('/sessions');
    expect(text).not.toContain(user.sessionId);
    expect(text).not.toContain(other.sessionId);
  });

  it('shows nobody else', async () => {
    const [user, stranger] = await Promise.all([registerUser(), registerUser()]);
    const own = await currentSession(user.api);
    const { items } = await sessionsOf(stranger.api);
    expect(items.map(({ id }) => id)).not.toContain(own.id);
  });

  it.each([
    ['limit=10', 'limit'],
    ['cursor=x', 'cursor'],
    ['user=alice', 'user'],
  ])('refuses ?%s', async (query, field) => {
    const { api } = await registerUser();
    expectInvalid(await api.get(`/sessions?${query}`), field);
  });
});

describe('DELETE /sessions/{id}', () => {
  it('ends that session on every pod, and only that one', async () => {
    const user = await registerUser();
    const [revoked, kept] = [await signIn(user, BASE_URL2), await signIn(user)];
    const { id } = await currentSession(revoked.api);
    const answer = await user.api.delete(`/sessions/${id}`);
    expect(answer.status).toBe(204);
    for (const url of [BASE_URL, BASE_URL2])
      expectProblem(await revoked.api.at(url).get('/me'), 401, 'unauthenticated');
    expect((await kept.api.get('/me')).status).toBe(200);
    const { items } = await sessionsOf(user.api);
    expect(items).toHaveLength(2);
    expect(items.map((session) => session.id)).not.toContain(id);
  });

  it('may end the session that asks', async () => {
    const { api } = await registerUser();
    const { id } = await currentSession(api);
    expect((await api.delete(`/sessions/${id}`)).status).toBe(204);
    expectProblem(await api.get('/me'), 401, 'unauthenticated');
  });

  it('knows no session of somebody else, none that has ended, and none that never was', async () => {
    const [user, stranger] = await Promise.all([registerUser(), registerUser()]);
    const { id } = await currentSession(stranger.api);
    expectProblem(await user.api.delete(`/sessions/${id}`), 404, 'not_found');
    expect((await stranger.api.get('/me')).status).toBe(200);
    const ended = await signIn(user);
    const { id: endedId } = await currentSession(ended.api);
    await ended.api.post('/logout');
    for (const each of [endedId, 'f'.repeat(32), 'x', user.sessionId])
      expectProblem(await user.api.delete(`/sessions/${each}`), 404, 'not_found');
    // A proxy in front may refuse such a path by itself.
    expect([400, 404]).toContain((await user.api.delete('/sessions/%00')).status);
  });

  it('wants a session itself', async () => {
    const { api } = await registerUser();
    const { id } = await currentSession(api);
    expectProblem(await anonymous.delete(`/sessions/${id}`), 401, 'unauthenticated');
    expectProblem(await anonymous.delete('/sessions'), 401, 'unauthenticated');
  });

  it('stays ended while requests in it are under way', async () => {
    const user = await registerUser();
    const revoked = await signIn(user);
    const { id } = await currentSession(revoked.api);
    const requests = Array.from({ length: 30 }, () => revoked.api.at(BASE_URL2).get('/me'));
    const answers = await Promise.all([user.api.delete(`/sessions/${id}`), ...requests]);
    expect(answers[0].status).toBe(204);
    expectProblem(await revoked.api.get('/me'), 401, 'unauthenticated');
    expect((await sessionsOf(user.api)).items).toHaveLength(1);
  });
});

describe('DELETE /sessions', () => {
  it('ends all others on every pod and keeps this one', async () => {
    const user = await registerUser();
    const others = [await signIn(user), await signIn(user, BASE_URL2), await signIn(user)];
    expect((await user.api.delete('/sessions')).status).toBe(204);
    for (const { api } of others) expectProblem(await api.get('/me'), 401, 'unauthenticated');
    const { items } = await sessionsOf(user.api);
    expect(items.map(({ current }) => current)).toEqual([true]);
  });
});

describe('a user with very many sessions', () => {
  it('keeps the fifty newest', async () => {
    const user = await registerUser();
    const second = await signIn(user);
    for (let i = 2; i < SESSIONS_PER_USER; i++) await signIn(user);
    expect((await user.api.get('/me')).status).toBe(200);
    const newest = await signIn(user);
    expectProblem(await user.api.get('/me'), 401, 'unauthenticated');
    expect((await second.api.get('/me')).status).toBe(200);
    expect((await sessionsOf(newest.api)).items).toHaveLength(SESSIONS_PER_USER);
  });
});
