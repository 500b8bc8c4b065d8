import { randomUUID } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'http-proxy-3';
import { isReady } from './pods';
import { accepts, close, listen } from './ports';

const checkEveryMs = 500;
/** One slow answer of a busy pod is no sign that it is gone. */
const failuresUntilOut = 2;
const largestKeptBody = 1024 * 1024;
/** More than this of a body that a pod refused is not heard out. */
const largestHeardBody = 16 * 1024 * 1024;
const NO_LAB = 'This bank was started without the race lab: npm run demo -- --lab.';

/** A target, and how often in a row it was not ready when asked. */
interface Target {
  url: URL;
  failures: number;
}

/**
 * One address for several pods, request by request in turn. A pod that dies or hangs is left out until it is ready
 * again. A request that cannot have reached it, or may be repeated, goes to another pod; the caller of any other is told
 * that the outcome is not known.
 */
export class Balancer {
  private readonly proxy = createProxyServer({ agent: new Agent({ keepAlive: true }), proxyTimeout: 30_000 });
  private readonly server: Server = createServer((request, response) => {
    void this.forward(request, response);
  });
  private readonly targets: Target[];
  private readonly checks: NodeJS.Timeout;
  private turn = 0;

  private constructor(
    urls: string[],
    private readonly lab: URL | undefined,
    private readonly basePath: string,
  ) {
    this.targets = urls.map((url) => ({ url: new URL(url), failures: 0 }));
    this.server.on('upgrade', (request, socket, head) => {
      void this.upgrade(request, socket, head);
    });
    this.proxy.on('proxyRes', abortWithSource);
    this.proxy.on('error', () => undefined); // those of open sockets: both ends are closed by then
    this.checks = setInterval(() => void this.check(), checkEveryMs);
  }

  /**
   * @param labUrl the race lab's process, if there is one
   * @param basePath that of the pods, which take it away themselves; the lab knows of none
   * @param host the address to listen at; that of this machine alone unless given
   */
  static async start(urls: string[], port: number, labUrl?: string, basePath = '', host?: string): Promise<Balancer> {
    const balancer = new Balancer(urls, labUrl === undefined ? undefined : new URL(labUrl), basePath);
    await listen(balancer.server, port, host);
    return balancer;
  }

  stop(): Promise<void> {
    clearInterval(this.checks);
    return close(this.server);
  }

  private async check(): Promise<void> {
    await Promise.all(
      this.targets.map(async (target) => {
        target.failures = (await isReady(target.url.origin)) ? 0 : target.failures + 1;
      }),
    );
  }

  /** Targets that are ready, the one whose turn it is first; all of them when none is, since one may be back by now. */
  private inTurn(): Target[] {
    const ready = this.targets.filter(({ failures }) => failures < failuresUntilOut);
    const [targets, start] = [ready.length > 0 ? ready : this.targets, (this.turn += 1)];
    return [...targets.slice(start % targets.length), ...targets.slice(0, start % targets.length)];
  }

  private async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    namePeer(request);
    const path = below(this.basePath, request.url);
    if (isOfLab(path, this.lab !== undefined)) {
      this.toLab(path, request, response);
      return;
    }
    // Tells the page, without its asking, that there is a lab.
    if (this.lab) response.setHeader('server-timing', 'lab');
    const body = await keptBody(request).catch(() => undefined);
    if (request.destroyed && !request.complete) return;
    if (body === 'too large') {
      answerProblem(request, response, TOO_LARGE);
      return;
    }
    let sentTo: Target | undefined;
    for (const target of this.inTurn()) {
      const failure = await this.tryOn(target, request, response, body);
      if (!failure || response.headersSent) return;
      target.failures = failuresUntilOut;
      const unreached = failure === 'ECONNREFUSED';
      const repeatable = request.method === 'GET' || request.method === 'HEAD';
      if (!unreached) sentTo = target;
      if (!unreached && !repeatable) break;
    }
    refuse(request, response, sentTo !== undefined);
  }

  private toLab(path: string, request: IncomingMessage, response: ServerResponse): void {
    if (!this.lab) {
      answerProblem(request, response, NOWHERE);
      return;
    }
    request.url = path;
    this.proxy.web(request, response, { target: this.lab }, () => {
      if (response.headersSent) response.destroy();
      else refuse(request, response, false);
    });
  }

  /** Resolves with the code of the failure, or with nothing once the answer has been passed on. */
  private tryOn(
    target: Target,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer | undefined,
  ): Promise<string | undefined> {
    return new Promise((resolve) => {
      const done = (): void => {
        resolve(undefined);
      };
      response.once('close', done);
      const options = { target: target.url, ...(body ? { buffer: Readable.from([body]) } : {}) };
      this.proxy.web(request, response, options, (error) => {
        response.off('close', done);
        resolve('code' in error ? String(error.code) : error.message);
      });
    });
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    namePeer(request);
    socket.on('error', () => socket.destroy());
    for (const target of this.inTurn()) {
      // Tried first, since the proxy closes the caller's socket when it cannot connect.
      if (await accepts(target.url.hostname, Number(target.url.port))) {
        this.proxy.ws(request, socket, head, { target: target.url });
        return;
      }
      target.failures = failuresUntilOut;
    }
    socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }
}

/** Written here and not by the proxy, which would add it again with every try. */
function namePeer(request: IncomingMessage): void {
  const before = request.headers['x-forwarded-for'];
  const peer = request.socket.remoteAddress ?? '';
  request.headers['x-forwarded-for'] = before === undefined ? peer : `${String(before)}, ${peer}`;
  request.headers['x-forwarded-proto'] ??= 'http';
}

/** The address as it would be without a base path. */
function below(basePath: string, url = ''): string {
  return url.startsWith(`${basePath}/`) ? url.slice(basePath.length) : url;
}

/** The lab's screens are part of the page; without a lab nobody is to find them. */
function isOfLab(path: string, exists: boolean): boolean {
  return (exists ? /^\/lab\/api(\/|\?|$)/ : /^\/lab(\/|\?|$)/).test(path);
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

/**
 * The whole body, so that it can be sent twice, or that it is too large for any call of the bank. Then the rest is read and
 * dropped: who is cut off while sending does not get to read why.
 */
async function keptBody(request: IncomingMessage): Promise<Buffer | 'too large' | undefined> {
  if (!hasBody(request)) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= largestKeptBody) chunks.push(chunk);
      else resolve('too large');
      if (length > largestHeardBody) request.destroy();
    });
    request.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    request.once('error', reject).once('close', () => {
      reject(new Error('The caller went away.'));
    });
  });
}

/** When a pod dies in the middle of an answer, the caller must not wait for the rest. */
function abortWithSource(answer: IncomingMessage, _request: IncomingMessage, response: ServerResponse): void {
  answer.once('close', () => {
    if (!answer.complete) response.destroy();
  });
}

function refuse(request: IncomingMessage, response: ServerResponse, reached: boolean): void {
  const unknown = reached && request.method !== 'GET' && request.method !== 'HEAD';
  response.setHeader('retry-after', '1');
  answerProblem(request, response, unknown ? LOST : NONE_READY);
}

interface Problem {
  title: string;
  status: number;
  detail: string;
  code: string;
}

const NOWHERE: Problem = { title: 'Not found', status: 404, detail: NO_LAB, code: 'not_found' };
const TOO_LARGE: Problem = {
  title: 'The body is too large',
  status: 413,
  detail: 'The body is larger than 64 KiB.',
  code: 'payload_too_large',
};
const LOST: Problem = {
  title: 'The outcome is not known yet',
  status: 503,
  detail: 'The pod was lost before it answered. Ask again with the same Idempotency-Key to learn the outcome.',
  code: 'outcome_unknown',
};
const NONE_READY: Problem = {
  title: 'A part of the bank is away',
  status: 503,
  detail: 'No pod is ready. Try again shortly.',
  code: 'dependency_unavailable',
};

/** In the form of the bank's contract, whose callers need not know who refuses them. */
function answerProblem(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const { 'x-request-id': given, 'idempotency-key': key } = request.headers;
  const requestId = typeof given === 'string' && /^[\w.:/+=-]{1,64}$/.test(given) ? given : randomUUID();
  if (key !== undefined) response.setHeader('idempotency-key', key);
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  });
  const instance = (request.url ?? '/').replace(/[?#].*$/s, '');
  response.end(JSON.stringify({ type: `urn:banking-demo:problem:${problem.code}`, ...problem, instance, requestId }));
}
