import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Bank, missingEngine } from './engine';

/** Stands in for the pods: tells what reached it; /api/hang answers when the connection ends. */
const ECHO = `require('node:http').createServer((request, answer) => {
  if (request.url.endsWith('/hang')) return;
  answer.setHeader('content-type', 'application/json');
  answer.end(JSON.stringify({ url: request.url, headers: request.headers }));
}).listen(3000)`;

/** From this version on nginx can leave without resetting connections that are in use. */
const LEAVES_QUIETLY = [1, 27, 4];

interface Problem {
  status: number;
  code: string;
  requestId: string;
}

describe('the web image', { skip: missingEngine(), concurrency: false }, () => {
  const bank = new Bank();
  const folder = mkdtempSync(join(tmpdir(), 'bank-web-'));
  const containers: string[] = [];

  before(() => {
    bank.compose('build', 'web', 'backend');
    bank.docker('network', 'create', bank.network);
    containers.push(
      bank
        .docker('run', '-d', '--network', bank.network, '--network-alias', 'backend', bank.backendImage, '-e', ECHO)
        .trim(),
    );
  });
  after(() => {
    for (const container of containers) bank.try('rm', '--force', container);
    bank.remove();
    rmSync(folder, { recursive: true });
  });

  /** Starts the image as the chart and compose do, and gives its id and address. */
  async function start(environment: Record<string, string>, ...more: string[]): Promise<{ id: string; url: string }> {
    const network = more.includes('--network') ? [] : ['--network', bank.network];
    const id = bank
      .docker(
        ...['run', '-d', '--read-only', '--cap-drop', 'ALL', '--tmpfs', '/tmp:mode=1777', '-p', '127.0.0.1::8080'],
        ...network,
        ...Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
        ...more,
        bank.webImage,
      )
      .trim();
    containers.push(id);
    await bank.healthy(id);
    return { id, url: `http://${bank.docker('port', id, '8080').trim()}` };
  }

  async function problem(answer: Response): Promise<Problem> {
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    return (await answer.json()) as Problem;
  }

  describe('with no pod to ask', () => {
    let url = '';
    before(async () => {
      ({ url } = await start({}, '--network', 'bridge'));
    });

    for (const key of [undefined, 'a-key'])
      test(`answers a payment ${key ? 'with' : 'without'} a key with 503, when to repeat it, and the key`, async () => {
        const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) };
        const answer = await fetch(`${url}/api/transfer`, { method: 'POST', headers, body: '{}' });
        assert.equal(answer.status, 503);
        assert.equal(answer.headers.get('retry-after'), '1');
        assert.equal(answer.headers.get('idempotency-key'), key ?? null);
        assert.equal((await problem(answer)).code, 'outcome_unknown');
      });

    test('answers what only reads with 503 too', async () => {
      const answer = await fetch(`${url}/api/balance`, { headers: { 'idempotency-key': 'a-key' } });
      assert.equal(answer.status, 503);
      assert.equal((await problem(answer)).code, 'dependency_unavailable');
    });
  });

  describe('below a path', () => {
    let url = '';
    before(async () => {
      ({ url } = await start({ BASE_PATH: '/demo/my.bank' }));
    });
    const get = (path: string) => fetch(url + path, { redirect: 'manual' });

    test('passes the API and its sockets on as they were asked for', async () => {
      for (const path of ['/demo/my.bank/api/accounts/a%2Fb?x=1', '/demo/my.bank/socket.io/?EIO=4']) {
        const seen = (await (await get(path)).json()) as { url: string };
        assert.equal(seen.url, path);
      }
    });

    test('serves the page with that path as its base, for any of its routes', async () => {
      for (const path of ['/demo/my.bank/', '/demo/my.bank/index.html', '/demo/my.bank/transfers/some-id']) {
        const answer = await get(path);
        assert.equal(answer.status, 200, path);
        assert.equal(answer.headers.get('cache-control'), 'no-cache');
        assert.match(await answer.text(), /<base href="\/demo\/my\.bank\/"/);
      }
    });

    test('serves the files that the page names', async () => {
      const page = await (await get('/demo/my.bank/')).text();
      const script = /src="([^"/]+\.js)"/.exec(page)?.[1] ?? assert.fail('no script');
      const answer = await get(`/demo/my.bank/${script}`);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
    });

    test('answers 404 to a program that asks for data where only the page is', async () => {
      for (const path of ['balance', 'nowhere/at/all']) {
        const answer = await fetch(`${url}/demo/my.bank/${path}`, { headers: { accept: 'application/json' } });
        assert.equal(answer.status, 404, path);
        assert.equal((await problem(answer)).code, 'not_found');
      }
    });

    test('leads there from the root and from the path without its slash', async () => {
      assert.equal((await get('/')).headers.get('location'), '/demo/my.bank/');
      assert.equal((await get('/demo/my.bank')).headers.get('location'), '/demo/my.bank/');
    });

    test('knows nothing beside it, and keeps operations endpoints inside', async () => {
      for (const path of [
        '/api/me',
        '/transfers',
        '/demo/my-bank/',
        '/demo/my.bank/metrics',
        '/demo/my.bank/health/ready',
      ])
        assert.equal((await get(path)).status, 404, path);
    });
  });

  test('a path of another form is refused', () => {
    for (const base of ['bank', '/bank/', '/a b', '/a;b', '/..', '/a\n/b"'])
      assert.match(bank.try('run', '--rm', '-e', `BASE_PATH=${base}`, bank.webImage).text, /BASE_PATH is/, base);
    assert.match(bank.try('run', '--rm', '-e', 'LIMIT_REQUESTS=many', bank.webImage).text, /LIMIT_REQUESTS is 'many'/);
  });

  describe('limits each address', () => {
    const ask = (url: string, path: string) => Promise.all(Array.from({ length: 40 }, () => fetch(url + path)));

    test('in calls a second, and says when to come again', async () => {
      const { url } = await start({ LIMIT_REQUESTS: '2' });
      for (const headers of [{}, { 'idempotency-key': 'a-key' }]) {
        const answers = await Promise.all(Array.from({ length: 40 }, () => fetch(`${url}/api/me`, { headers })));
        const refused = answers.find(({ status }) => status === 429) ?? assert.fail('all 40 were let through');
        assert.equal(refused.headers.get('retry-after'), '1');
        assert.equal((await problem(refused)).code, 'too_many_requests');
      }
      // A page is dozens of files, and a class is many pages behind one address.
      assert.ok((await ask(url, '/favicon.svg')).every(({ status }) => status === 200));
    });

    test('in connections', async () => {
      const { url } = await start({ LIMIT_CONNECTIONS: '2' });
      const agent = new Agent();
      const hanging = ['a', 'b'].map(() => request(`${url}/api/hang`, { agent }).on('error', () => undefined));
      for (const one of hanging) one.end();
      try {
        for (;;) if ((await fetch(`${url}/api/me`)).status === 429) break;
      } finally {
        agent.destroy();
      }
    });

    test('unless limits are relaxed', async () => {
      const { url } = await start({ LIMIT_REQUESTS: '2', LIMIT_CONNECTIONS: '2', RATE_LIMITS: 'relaxed' });
      assert.ok((await ask(url, '/api/me')).every(({ status }) => status === 200));
    });
  });

  describe('wherever it runs', () => {
    test('listens on IPv6 as well', async () => {
      const { id } = await start({}, '--sysctl', 'net.ipv6.conf.all.disable_ipv6=0');
      const program = `require('node:http').get('http://[::1]:8080/nginx/ready', (answer) => { console.log(answer.statusCode); answer.destroy(); })`;
      const seen = bank.docker('run', '--rm', '--network', `container:${id}`, bank.backendImage, '-e', program);
      assert.equal(seen.trim(), '200');
    });

    test('works under any user', async () => {
      const { url } = await start({}, '--user', '1000660000:0');
      assert.equal((await fetch(url)).status, 200);
      assert.equal((await fetch(`${url}/api/me`)).status, 200);
    });

    test('asks the name servers that the network gives it', async () => {
      const file = join(folder, 'resolv.conf');
      writeFileSync(file, '# made by podman\nsearch dns.podman\nnameserver 10.89.0.1\nnameserver fd00::1\n');
      const { id } = await start({}, '-v', `${file}:/etc/resolv.conf:ro`);
      const written = bank.docker('exec', id, 'cat', '/tmp/nginx/resolver.conf');
      assert.match(written, /^resolver 10\.89\.0\.1 \[fd00::1\]\s+valid=2s/);
    });

    test('promises TLS over TLS alone', async () => {
      const { url } = await start({});
      const sent = async (scheme: string) =>
        (await fetch(url, { headers: { 'x-forwarded-proto': scheme } })).headers.get('strict-transport-security');
      assert.equal(await sent('http'), null);
      assert.equal(await sent('https'), 'max-age=31536000; includeSubDomains');
    });
  });

  test('leaves connections that are in use a moment, where its nginx can', async (t) => {
    const { id } = await start({});
    const version = /nginx\/([\d.]+)/.exec(bank.try('exec', id, 'nginx', '-v').text)?.[1] ?? '';
    t.diagnostic(`nginx ${version}`);
    const written = bank.docker('exec', id, 'cat', '/tmp/nginx/server.conf').includes('keepalive_min_timeout');
    assert.equal(written, !isOlder(version.split('.').map(Number), LEAVES_QUIETLY));
  });
});

function isOlder(version: number[], than: number[]): boolean {
  const at = than.findIndex((part, index) => part !== version[index]);
  return at >= 0 && (version[at] ?? 0) < (than[at] ?? 0);
}
