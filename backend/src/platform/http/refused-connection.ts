import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '../database/uuid';
import { DomainError } from '../errors/domain-error';
import { problemHeaders, toProblem } from '../errors/problem.filter';

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
