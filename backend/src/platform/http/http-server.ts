import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../config/config';
import { newId } from '../database/uuid';
import { DomainError } from '../errors/domain-error';
import { problemHeaders, toProblem } from '../errors/problem.filter';
import { StartupError } from '../errors/startup-error';

/**
 * Opens the doors, and says in the log where they are and which of them stand wide open.
 *
 * @throws StartupError when the address cannot be had
 */
export async function listen(app: NestFastifyApplication, config: Config): Promise<void> {
  const { host, port } = config;
  try {
    await app.listen(port, host);
  } catch (error) {
    throw explained(error, host, port);
  }
  announce(config);
}

function explained(error: unknown, host: string, port: number): unknown {
  const place = `${host}:${String(port)}`;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new StartupError(`${place} is taken. Stop what listens there, or set PORT.`);
  if (code === 'EADDRNOTAVAIL') return new StartupError(`${place} is not on this machine. Check HOST.`);
  if (code === 'EACCES') return new StartupError(`${place} needs more rights. Set PORT to one above 1023.`);
  return error;
}

function announce({ host, port, version, rateLimits, production, testSupport }: Config): void {
  const logger = new Logger('Pod');
  logger.log(`Version ${version} listens on ${host}:${String(port)}`);
  if (production && rateLimits === 'relaxed') logger.warn('RATE_LIMITS=relaxed: callers have no limits');
  if (production && testSupport) logger.warn('TEST_SUPPORT=true: anybody who reaches this pod can reset the bank');
}

/** What Node finds wrong with a request before there is one, or while its body is still on the way. */
type ConnectionError = Error & { code?: string };

/** The latest request of each connection that became one, with its answer. */
const latest = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }>();

/** To be told of every request of the server. */
export function rememberRequest(request: IncomingMessage, response: ServerResponse): void {
  latest.set(request.socket, { request, response });
}

/**
 * Answers what is no request, or takes too long to become one, as a problem as well; and ends the connection. Each request
 * has one answer: what is wrong with a body comes too late when that was refused before, and what is wrong behind a whole
 * request waits for its answer, which the caller would else take for this one.
 */
export function refuseConnection(podName: string): (error: ConnectionError, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const { request, response } = latest.get(socket) ?? {};
    const refuse = (): void => {
      if (socket.writable) socket.write(answer(failureOf(error), podName));
      socket.destroy(error);
    };
    if (!request?.complete && response?.headersSent) socket.destroy(error);
    else if (!request?.complete || response?.writableFinished) refuse();
    else response?.once('close', refuse);
  };
}

function failureOf({ code }: ConnectionError): DomainError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new DomainError('request_timeout', 'The request did not arrive whole in time. Send it again, at once.');
  if (code === 'HPE_HEADER_OVERFLOW') return new DomainError('headers_too_large', 'The headers have too many bytes.');
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return new DomainError('payload_too_large', 'The extensions of a chunk have too many bytes.');
  return new DomainError('validation_failed', 'This is no request in HTTP/1.1.');
}

function answer(failure: DomainError, podName: string): string {
  const requestId = newId();
  const body = JSON.stringify(toProblem(failure, '/', requestId));
  const headers = {
    ...problemHeaders(failure),
    'X-Request-Id': requestId,
    'X-Served-By': podName,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const { status } = failure;
  return [`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n');
}

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
