import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { Balancer } from './balancer';
import { close, freePort, listen } from './ports';

/** A server that answers as a pod would, with its own name. */
async function pod(name: string, onRequest?: () => void): Promise<Server & { url: string }> {
  const server = createServer((request, response) => {
    if (request.url === '/health/ready') response.end();
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

  async function started(...pods: (Server & { url: string })[]): Promise<string> {
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
    expect(await answer.json()).toMatchObject({ code: 'dependency_unavailable' });
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
