import { gzipSync } from 'node:zlib';
import type { Response } from 'supertest';
import type { SessionPageDto } from '../../src/sessions/session.dto';
import {
  type Api,
  anonymous,
  BASE_URL,
  bodyOf,
  expectInvalid,
  expectProblem,
  registerUser,
  signIn,
} from '@banking-demo/testkit/bank';
import { routes } from '@banking-demo/testkit/contract';
import { closeConnections, RawConnection } from '../support/raw-connection';

const bodyless = routes.filter(({ method, operation }) => method !== 'get' && !operation.requestBody);

/** Where such a call leads, for a user with another session. */
async function addressOf(api: Api, path: string): Promise<string> {
  const { items } = bodyOf<SessionPageDto>(await api.get('/sessions'));
  return path.replace('{id}', items.find(({ current }) => !current)?.id ?? '');
}

async function sent(api: Api, bytes: Buffer | string, headers: Record<string, string>): Promise<Response> {
  const call = api.post('/accounts').set(headers);
  call.write(bytes);
  return call;
}

afterEach(closeConnections);

describe('a call that takes no body', () => {
  const HEADERS: [string, Record<string, string>][] = [
    ['JSON', { 'Content-Type': 'application/json' }],
    ['JSON in another charset', { 'Content-Type': 'application/json; charset=latin1' }],
    ['a text', { 'Content-Type': 'text/plain' }],
    ['a form', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['nonsense', { 'Content-Type': 'nonsense' }],
    ['compressed', { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }],
  ];

  it.each(
    bodyless.flatMap(({ method, path }) => HEADERS.map(([what, headers]) => [method, path, what, headers] as const)),
  )('%s %s is done though nothing is announced as %s', async (method, path, _, headers) => {
    const user = await registerUser();
    const other = await signIn(user);
    const answer = await user.api.call(method, await addressOf(user.api, path)).set(headers);
    expect(answer.status).toBe(204);
    const ended = path === '/logout' ? user.api : other.api;
    expectProblem(await ended.get('/me'), 401, 'unauthenticated');
  });

  it.each(['application/json', 'text/plain'])('is done when no chunk of %s follows', async (type) => {
    const { api, sessionId } = await registerUser();
    const connection = await RawConnection.to(BASE_URL);
    const headers = ['Host: bank', `Authorization: Bearer ${sessionId}`, `Content-Type: ${type}`];
    connection.say(
      ['POST /api/logout HTTP/1.1', ...headers, 'Transfer-Encoding: chunked', '', '0', '', ''].join('\r\n'),
    );
    await connection.until(({ statuses, closed }) => statuses.length > 0 || closed);
    expect(connection.statuses).toEqual([204]);
    expectProblem(await api.get('/me'), 401, 'unauthenticated');
  });

  it('refuses what does come, and does nothing', async () => {
    const { api } = await registerUser();
    expectInvalid(await api.post('/logout', { everywhere: true }), 'everywhere');
    expectProblem(await api.post('/logout').type('text/plain').send('x'), 415, 'unsupported_media_type');
    expect((await api.get('/me')).status).toBe(200);
  });
});

describe('a body', () => {
  it.each([
    ['a letter of Latin-1', [0xe9]],
    ['a lone continuation', [0x80]],
    ['a letter cut short', [0xe2, 0x82]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['bytes that are in no UTF-8', [0xff, 0xfe]],
  ])('is refused with %s, which is not UTF-8', async (_, bytes) => {
    const { api } = await registerUser();
    const body = Buffer.concat([Buffer.from('{"name": "Caf'), Buffer.from(bytes), Buffer.from('"}')]);
    expectInvalid(await sent(api, body, { 'Content-Type': 'application/json' }), 'body');
  });

  it.each(['utf-16', 'iso-8859-1', '"windows-1252"', 'us-ascii', 'nonsense', ''])(
    'is refused in the charset %s',
    async (charset) => {
      const { api } = await registerUser();
      const answer = await sent(api, '{"name": "Cafe"}', { 'Content-Type': `application/json; charset=${charset}` });
      const { detail } = expectProblem(answer, 415, 'unsupported_media_type');
      expect(detail).toContain('application/json');
    },
  );

  it.each(['utf-8', 'UTF-8', '"utf-8"', 'utf8'])('is read in the charset %s', async (charset) => {
    const { api } = await registerUser();
    const headers = { 'Content-Type': `application/json; charset=${charset}` };
    expect((await sent(api, '{"name": "Café"}', headers)).body).toMatchObject({ name: 'Café' });
  });

  it.each(['gzip', 'br', 'deflate', 'GZIP', 'identity, gzip'])('is refused in the encoding %s', async (encoding) => {
    const { api } = await registerUser();
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': encoding };
    const answer = await sent(api, gzipSync('{"name": "Savings"}'), headers);
    expect(expectProblem(answer, 415, 'unsupported_media_type').detail).toContain('without Content-Encoding');
  });

  it('may be called identical to itself, and begin with a byte order mark', async () => {
    const { api } = await registerUser();
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'identity' };
    expect((await sent(api, '\ufeff{"name": "Savings"}', headers)).status).toBe(201);
  });

  it('that is no JSON is told where it goes wrong, and not what it says', async () => {
    const answer = await anonymous.post('/login').type('json').send('{"username": "bob",\n "password": hunter2}');
    const { detail } = expectProblem(answer, 400, 'validation_failed');
    expect(detail).toContain('line 2, column 14');
    expect(detail).not.toContain('hunter');
    expectInvalid(answer, 'body');
  });

  it('is refused with the word that the connection ends, where the caller asked for that', async () => {
    const { api } = await registerUser();
    const answer = await api.post('/transfer').set('Connection', 'close').type('text/plain').send('x');
    expectProblem(answer, 415, 'unsupported_media_type');
    expect((answer.headers as Record<string, string>).connection).toBe('close');
  });

  it.each(['Content-Length: 2000000', 'Transfer-Encoding: chunked'])(
    'that is too large is refused to who sends all of it before reading, %s',
    async (length) => {
      for (let tries = 0; tries < 5; tries++) {
        const connection = await RawConnection.to(BASE_URL);
        connection.say(
          ['POST /api/login HTTP/1.1', 'Host: bank', 'Content-Type: application/json', length, '', ''].join('\r\n'),
        );
        const piece = 'x'.repeat(20_000);
        const sent = length.startsWith('Content') ? piece : `${piece.length.toString(16)}\r\n${piece}\r\n`;
        for (let pieces = 0; pieces < 100; pieces++) connection.say(sent);
        if (sent !== piece) connection.say('0\r\n\r\n');
        await connection.until(({ statuses, closed }) => statuses.length > 0 || closed);
        expect(connection.statuses).toEqual([413]);
      }
    },
  );

  it('of another type is told which one to send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense']) {
      const answer = await anonymous.post('/login').set('Content-Type', type).send('x');
      expect(expectProblem(answer, 415, 'unsupported_media_type').detail).toContain('end application/json');
    }
  });

  it('with a field that could change other objects is told so', async () => {
    const answer = await anonymous.post('/login').type('json').send('{"__proto__": {"admin": true}}');
    expect(expectProblem(answer, 400, 'validation_failed').detail).toContain('__proto__');
  });
});
