import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { passOverOffers } from './offered-protocols';

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
    const heard = await answersTo('GET / HTTP/1.1\r\nHost: bank\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n');
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
