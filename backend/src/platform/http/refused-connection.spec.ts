import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { ProblemDto } from '../errors/problem.dto';
import { refuseConnection } from './refused-connection';

let server: Server;

beforeAll(async () => {
  // Small, since the test waits for them; large enough for what comes in several pieces.
  const limits = { requestTimeout: 500, headersTimeout: 500, connectionsCheckingInterval: 50, maxHeaderSize: 2048 };
  server = createServer(limits).on('clientError', refuseConnection('pod-7'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
});

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
