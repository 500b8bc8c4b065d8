import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProblemDto } from '../errors/problem.dto';
import { passOverOffers, refuseConnection, rememberRequest } from './http-server';

describe('what is refused before it is a request', () => {
  let server: Server;

  beforeAll(async () => {
    // Small, since the test waits for them; large enough for what comes in several pieces.
    const limits = { requestTimeout: 500, headersTimeout: 500, connectionsCheckingInterval: 50, maxHeaderSize: 2048 };
    server = createServer(limits)
      .on('request', rememberRequest)
      .on('request', answerAsAsked)
      .on('clientError', refuseConnection('pod-7'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(() => {
    server.close();
  });

  /** Refuses /refused before its body is there, answers /late after a while, and /whole once all is there. */
  function answerAsAsked(request: IncomingMessage, response: ServerResponse): void {
    const answer = (): void => {
      response.end(request.url);
    };
    if (request.url === '/refused') answer();
    else if (request.url === '/late') setTimeout(answer, 200);
    else request.on('end', answer).resume();
  }

  /** Says something, and hears all that comes until the end of the connection. */
  async function heardAfter(...parts: string[]): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
    let received = '';
    socket.on('data', (text) => (received += String(text))).on('error', () => undefined);
    const closed = once(socket, 'close');
    for (const part of parts) {
      socket.write(part);
      await delay(30);
    }
    await closed;
    return received;
  }

  /** Says something, no more, and hears the answer to the end of the connection. */
  async function answerTo(request: string): Promise<{ status: number; headers: string; problem: ProblemDto }> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(request);
    let received = '';
    for await (const text of socket.setEncoding('utf8')) received += String(text);
    const [headers = '', body = ''] = received.split('\r\n\r\n');
    return { status: Number(headers.split(' ')[1]), headers, problem: JSON.parse(body) as ProblemDto };
  }

  describe('a connection that brings no request', () => {
    it.each([
      ['stops within its headers', 'POST /api/transfer HTTP/1.1\r\nHost: x\r\n', 408, 'request_timeout'],
      [
        'stops within its body',
        'POST /api/transfer HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{',
        408,
        'request_timeout',
      ],
      ['is not HTTP', 'hello\r\n\r\n', 400, 'validation_failed'],
      ['says nonsense about its length', 'GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n', 400, 'validation_failed'],
      ['has endless headers', `GET / HTTP/1.1\r\nX: ${'x'.repeat(4096)}\r\n\r\n`, 431, 'headers_too_large'],
      [
        'has endless extensions of a chunk',
        `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`,
        413,
        'payload_too_large',
      ],
    ])('and %s is told so as a problem', async (_, request, status, code) => {
      const { headers, problem, ...answer } = await answerTo(request);
      expect(answer.status).toBe(status);
      expect(problem).toMatchObject({ type: `urn:banking-demo:problem:${code}`, status, code, instance: '/' });
      expect(headers).toMatch(/^Content-Type: application\/problem\+json$/m);
      expect(headers).toMatch(/^X-Served-By: pod-7$/m);
      expect(headers).toContain(`X-Request-Id: ${problem.requestId}`);
    });
  });

  describe('a connection on which a request was answered', () => {
    const post = (path: string, ...headers: string[]): string =>
      [`POST ${path} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n');
    const CHUNKED = 'Transfer-Encoding: chunked';
    const statuses = (heard: string): string[] =>
      [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status ?? '');

    it.each([
      ['goes wrong later', [post('/refused', CHUNKED) + '1\r\na\r\n', 'no chunk\r\n']],
      ['never comes to its end', [post('/refused', 'Content-Length: 9')]],
      ['goes wrong at once', [post('/refused', CHUNKED) + 'no chunk\r\n']],
    ])('hears no second answer when a body refused before %s', async (_, parts) => {
      expect(statuses(await heardAfter(...parts))).toHaveLength(1);
    });

    it('hears one refusal of a body that goes wrong while it is waited for', async () => {
      const heard = await heardAfter(post('/whole', CHUNKED) + '1\r\na\r\n', 'no chunk\r\n');
      expect(statuses(heard)).toEqual(['400']);
    });

    it.each(['/late', '/whole'])('hears of nonsense behind %s after its answer', async (path) => {
      const heard = await heardAfter(`${post(path, 'Content-Length: 0')}nonsense\r\n\r\n`);
      expect(statuses(heard)).toEqual(['200', '400']);
    });
  });
});

describe('what is passed over', () => {
  let server: Server;
  let sockets: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text) => (body += String(text)));
      request.on('end', () => response.end(JSON.stringify([request.method, request.url, request.headers, body])));
    });
    passOverOffers(server);
    server.on('upgrade', (request, socket) => {
      if (!request.url?.startsWith('/socket.io')) return;
      sockets.push(request.url);
      socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  beforeEach(() => (sockets = []));

  afterAll(() => {
    server.close();
  });

  async function answersTo(...parts: string[]): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
    for (const part of parts) socket.write(part);
    let received = '';
    for await (const text of socket) received += String(text);
    return received;
  }

  const offer = (line: string, protocol: string, ...more: string[]): string =>
    [
      line,
      'Host: bank',
      'Connection: Upgrade, HTTP2-Settings',
      `Upgrade: ${protocol}`,
      'HTTP2-Settings: AAM',
      ...more,
    ].join('\r\n');
  const CLOSING = 'GET /last HTTP/1.1\r\nHost: bank\r\nConnection: close\r\n\r\n';

  describe('a request that offers another protocol', () => {
    it.each(['h2c', 'websocket', 'TLS/1.0'])('is served without %s, and so is what follows it', async (protocol) => {
      const heard = await answersTo(`${offer('GET /api/me HTTP/1.1', protocol, 'X-Own: 1', '', '')}${CLOSING}`);
      expect(heard.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
      expect(heard).toContain('["GET","/api/me",{"host":"bank","x-own":"1"},""]');
      expect(heard).toContain('["GET","/last"');
    });

    it('keeps its body, in whatever pieces it comes', async () => {
      const heard = await answersTo(offer('POST /pay HTTP/1.1', 'h2c', 'Content-Length: 4', '', 'on'), 'ce', CLOSING);
      expect(heard).toContain('"/pay",{"host":"bank","content-length":"4"},"once"]');
    });

    it('ends its connection where it is asked to', async () => {
      const heard = await answersTo(
        'GET / HTTP/1.1\r\nHost: bank\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n',
      );
      expect(heard).toMatch(/HTTP\/1\.1 200[^]*Connection: close/);
    });

    it('is left to those who serve sockets where these are', async () => {
      await answersTo(offer('GET /socket.io/?EIO=4 HTTP/1.1', 'websocket', '', ''));
      expect(sockets).toEqual(['/socket.io/?EIO=4']);
    });
  });

  it('a request that expects something is served without it', async () => {
    const heard = await answersTo('GET /api HTTP/1.1\r\nHost: bank\r\nExpect: tea\r\nConnection: close\r\n\r\n');
    expect(heard).toContain('["GET","/api"');
  });
});
