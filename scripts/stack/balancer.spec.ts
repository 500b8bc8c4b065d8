import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { until } from '../../testkit/src/until';
import { connect } from 'node:net';
import { Balancer } from './balancer';
import { accepts, close, freePort, listen } from './ports';

type TestPod = Server & { url: string; ready: boolean };

/** A server that answers as a pod would, with its own name. */
async function pod(name: string, onRequest?: () => void): Promise<TestPod> {
  const server = Object.assign(createServer(), { ready: true, url: '' });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/health/ready') response.writeHead(server.ready ? 200 : 503).end();
    else if (onRequest) onRequest();
    else {
      response.setHeader('x-peer', String(request.headers['x-forwarded-for']));
      response.setHeader('x-asked-for', request.url ?? '');
      response.write(`${name} `);
      request.pipe(response);
    }
  });
  server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    socket.write(`socket of ${name}`);
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { url: `http://127.0.0.1:${String(port)}` });
}

describe('the balancer', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of open.splice(0)) await stop();
  });

  async function started(...pods: TestPod[]): Promise<string> {
    const port = await freePort();
    const balancer = await Balancer.start(
      pods.map((each) => each.url),
      port,
    );
    open.push(() => balancer.stop(), ...pods.map((each) => () => close(each)));
    return `http://127.0.0.1:${String(port)}`;
  }

  const texts = async (url: string, count: number, init?: RequestInit): Promise<string[]> => {
    const answers: string[] = [];
    for (let asked = 0; asked < count; asked++) answers.push((await (await fetch(url, init)).text()).trim());
    return answers;
  };

  it('asks the pods in turn and names the caller', async () => {
    const url = await started(await pod('one'), await pod('two'));
    expect((await texts(url, 4)).sort()).toEqual(['one', 'one', 'two', 'two']);
    expect((await fetch(url)).headers.get('x-peer')).toBe('127.0.0.1');
  });

  it('sends every request to the others when a pod is gone, with its body', async () => {
    const gone = await pod('one');
    const url = await started(gone, await pod('two'));
    await texts(url, 2);
    await close(gone);
    const answers = await texts(url, 6, { method: 'POST', body: 'hello' });
    expect(new Set(answers)).toEqual(new Set(['two hello']));
  });

  it('asks another pod when one dies while it answers a question', async () => {
    const dying = await pod('one', () => {
      dying.closeAllConnections();
    });
    const url = await started(dying, await pod('two'));
    expect(new Set(await texts(url, 4))).toEqual(new Set(['two']));
  });

  it('does not repeat an order whose pod dies: it says that the outcome is unknown', async () => {
    const dying = await pod('one', () => {
      dying.closeAllConnections();
    });
    const url = await started(dying);
    const answer = await fetch(url, { method: 'POST', body: 'pay', headers: { 'idempotency-key': 'k1' } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('idempotency-key')).toBe('k1');
    expect(await answer.json()).toMatchObject({ code: 'outcome_unknown', status: 503 });
  });

  it('answers 503 when no pod is there', async () => {
    const gone = await pod('one');
    const url = await started(gone);
    await close(gone);
    const answer = await fetch(url, { method: 'POST', body: 'pay' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    const requestId = answer.headers.get('x-request-id');
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    const code = 'dependency_unavailable';
    expect(await answer.json()).toEqual({
      type: `urn:banking-demo:problem:${code}`,
      title: 'A part of the bank is away',
      status: 503,
      detail: 'No pod is ready. Try again shortly.',
      code,
      instance: '/',
      requestId,
    });
    const named = await fetch(`${url}/api/me?q=1`, { headers: { 'x-request-id': 'mine' } });
    expect(await named.json()).toMatchObject({ instance: '/api/me', requestId: 'mine' });
  });

  it('goes on asking a pod that was not ready once, and leaves it out the second time in a row', async () => {
    const slow = await pod('one');
    const url = await started(slow, await pod('two'));
    slow.ready = false;
    await once(slow, 'request');
    expect(new Set(await texts(url, 4))).toEqual(new Set(['one', 'two']));
    await until(async () => !(await texts(url, 4)).includes('one'));
    slow.ready = true;
    await until(async () => (await texts(url, 4)).includes('one'));
  });

  it('asks pods that are not ready when there is no other', async () => {
    const busy = await pod('one');
    const url = await started(busy);
    busy.ready = false;
    for (let checks = 0; checks < 3; checks++) await once(busy, 'request');
    expect(await texts(url, 1)).toEqual(['one']);
  });

  it.each([true, false])('refuses a body that is too large, and hears it out (announced: %s)', async (announced) => {
    const url = await started(await pod('one'));
    for (let tries = 0; tries < 20; tries++)
      expect(await statusOfLarge(`${url}/api/login`, 3_000_000, announced)).toBe(413);
  });

  it('sends calls of the lab to the lab, and tells the page that there is one', async () => {
    const port = await freePort();
    const [bank, lab] = [await pod('bank'), await pod('lab')];
    const balancer = await Balancer.start([bank.url], port, lab.url);
    open.push(
      () => balancer.stop(),
      () => close(bank),
      () => close(lab),
    );
    const url = `http://127.0.0.1:${String(port)}`;
    expect(await (await fetch(`${url}/lab/api/races`, { method: 'POST', body: 'go' })).text()).toBe('lab go');
    const page = await fetch(`${url}/lab/races`);
    expect([(await page.text()).trim(), page.headers.get('server-timing')]).toEqual(['bank', 'lab']);
  });

  it('finds the lab below a base path, which the lab knows nothing of', async () => {
    const port = await freePort();
    const [bank, lab] = [await pod('bank'), await pod('lab')];
    const balancer = await Balancer.start([bank.url], port, lab.url, '/class/bank');
    open.push(
      () => balancer.stop(),
      () => close(bank),
      () => close(lab),
    );
    const askedFor = async (path: string): Promise<string[]> => {
      const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`);
      return [(await answer.text()).trim(), answer.headers.get('x-asked-for') ?? ''];
    };
    expect(await askedFor('/class/bank/lab/api/races')).toEqual(['lab', '/lab/api/races']);
    expect(await askedFor('/class/bank/lab/races')).toEqual(['bank', '/class/bank/lab/races']);
    expect(await askedFor('/class/bank-lab/lab/api')).toEqual(['bank', '/class/bank-lab/lab/api']);
  });

  it('listens on this machine alone, unless it is told where', async () => {
    const [one, another] = [await pod('one'), await freePort()];
    const url = await started(one);
    const balancer = await Balancer.start([one.url], another, undefined, '', '127.0.0.2');
    open.unshift(() => balancer.stop());
    expect(await accepts('127.0.0.2', Number(new URL(url).port))).toBe(false);
    expect(await accepts('127.0.0.2', another)).toBe(true);
  });

  it('says that there is nothing where the lab would be, when there is none', async () => {
    const url = await started(await pod('one'));
    for (const path of ['/lab', '/lab/races', '/lab/api']) expect((await fetch(url + path)).status).toBe(404);
    expect((await fetch(url)).headers.get('server-timing')).toBeNull();
  });

  it('passes web sockets on to a pod that is there', async () => {
    const gone = await pod('one');
    const url = await started(gone, await pod('two'));
    await close(gone);
    for (let tries = 0; tries < 2; tries++) expect(await upgraded(url)).toContain('socket of two');
  });
});

function upgraded(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: a\r\n\r\n',
    );
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (!text.includes('socket of')) return;
      socket.destroy();
      resolve(text);
    });
    socket.once('error', reject).once('end', () => {
      reject(new Error(`closed after: ${text}`));
    });
  });
}

/** The status that a caller reads who sends all of a body, of which the server may want no more, before it listens. */
function statusOfLarge(url: string, bytes: number, announced: boolean): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = announced ? { 'content-length': bytes } : {};
    const sending = httpRequest(url, { method: 'POST', headers }, (answer) => {
      answer.resume().once('end', () => {
        resolve(answer.statusCode);
      });
    });
    sending.once('error', reject);
    Readable.from(pieces(bytes)).pipe(sending);
  });
}

function* pieces(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= 16_384) yield Buffer.alloc(Math.min(left, 16_384), 'x');
}
