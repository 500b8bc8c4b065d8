import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Where socket.io takes connections over. */
const SOCKETS = '/socket.io';
/** Headers that speak of the connection alone, which ends here. */
const OF_THE_OFFER = /^(?:connection|upgrade|http2-settings)$/i;
const OF_THE_BODY = /^(?:content-length|transfer-encoding)$/i;
/** More than any route takes. */
const LARGEST_BODY = 2 * 1024 * 1024;

/**
 * Serves requests that offer another protocol, or expect something, as if they did not: a server may pass that over (RFC
 * 9110, 7.8 and 10.1.1). Java's own client offers HTTP/2 with its first request, and where sockets are served Node leaves
 * every such request to whoever serves them, who has no answer.
 */
export function passOverOffers(server: Server): void {
  server.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith(SOCKETS)) readAgain(server, request, socket, head);
  });
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

/** Puts the request back without the offer, and takes the connection for a new one. */
function readAgain(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Of the body, older Node leaves all to the connection, and newer reads all of it as that of the request.
  const body: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    body.push(chunk);
    length += chunk.length;
    if (length > LARGEST_BODY) socket.destroy();
  });
  request.once('end', () => {
    const lines = [...linesOf(request, length), '', ''].join('\r\n');
    socket.unshift(Buffer.concat([Buffer.from(lines, 'latin1'), ...body, head]));
    server.emit('connection', socket);
  });
}

/** The request's line and headers, with the length of the body where that was read already. */
function linesOf({ method = '', url = '', httpVersion, rawHeaders, headers }: IncomingMessage, read: number): string[] {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!OF_THE_OFFER.test(name) && !(read > 0 && OF_THE_BODY.test(name))) lines.push(`${name}: ${value}`);
  }
  if (read > 0) lines.push(`Content-Length: ${String(read)}`);
  if (/\bclose\b/i.test(headers.connection ?? '')) lines.push('Connection: close');
  return lines;
}
