import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { io } from 'socket.io-client';
import request from 'supertest';
import { checkout } from '../../../scripts/stack/folders';
import { isReady } from '../../../scripts/stack/pods';
import { freePort } from '../../../scripts/stack/ports';
import { type PrivateServers, Stack } from '../../../scripts/stack/stack';
import { Api, expectProblem, registerUser, succeeded } from '@banking-demo/testkit/bank';
import { until } from '@banking-demo/testkit/until';
import { Nginx, nginxProgram } from '../support/nginx';

const INDEX = '<!doctype html><html><head><base href="/" /><title>Bank</title></head></html>';

let stack: Stack<PrivateServers>;
let webRoot: string;

beforeAll(async () => {
  stack = await Stack.startPrivate({ pods: 0, env: { LOG_LEVEL: 'silent' } });
  webRoot = mkdtempSync(join(tmpdir(), 'bank-page-'));
  mkdirSync(join(webRoot, 'media'));
  for (const name of [
    'main-AB2CD3EF.js',
    'start-1a2b3c4d.js',
    'chunk-B2N5Y_x_.js',
    'media/mark-standard.svg',
    'favicon.ico',
  ])
    writeFileSync(join(webRoot, name), '');
  writeFileSync(join(webRoot, 'index.html'), INDEX);
});

afterAll(async () => {
  rmSync(webRoot, { recursive: true });
  await stack.stop();
});

describe('below BASE_PATH', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await stack.addPod({ BASE_PATH: '/class/bank', WEB_ROOT: webRoot }));
  });

  it.each(['/class/bank', '/class/bank/', '/class/bank/activity?from=2026-01-01', '/', '/activity'])(
    'serves the page, whose base is the path, at %s',
    async (path) => {
      const { text } = await request(url).get(path).set('Accept', 'text/html').expect(200);
      expect(text).toContain('<base href="/class/bank/">');
    },
  );

  it('answers the API, whether or not a proxy has taken the path away', async () => {
    const { api } = await registerUser({}, url);
    succeeded(await api.get('/me'), 200);
    succeeded(await api.at(`${url}/class/bank`).get('/me'), 200);
    await request(url).get('/class/bank/health/live').expect(200);
    const { text } = await request(url).get('/class/bank/api/openapi.json').expect(200);
    expect(JSON.parse(text)).toMatchObject({ servers: [{ url: '/class/bank' }] });
  });

  it('is not found below a path that only begins like it', async () => {
    await request(url).get('/class/banking/api/openapi.json').set('Accept', 'application/json').expect(404);
  });

  it('opens sockets', async () => {
    const { sessionId } = await registerUser({}, url);
    const socket = io(url, { path: '/class/bank/socket.io', transports: ['websocket'], auth: { sessionId } });
    let ready = false;
    socket.on('ready', () => (ready = true));
    await until(() => ready);
    socket.close();
  });
});

const describeNginx = nginxProgram() === undefined ? describe.skip : describe;

describeNginx('the page of nginx', () => {
  let nginx: Nginx;
  beforeAll(async () => {
    const { url } = await stack.addPod();
    nginx = await Nginx.before(url, stack.servers.folder);
  });
  afterAll(() => nginx.stop());

  it.each(['/balance', '/nowhere/at/all', '/metrics'])(
    'is no answer to a program that asks for data at %s',
    async (path) => {
      const answer = await request(nginx.url).get(path).set('Accept', 'application/json').expect(404);
      expect(answer.type).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ status: 404, code: 'not_found' });
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    },
  );
});

describe('the page of a pod', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await stack.addPod({ WEB_ROOT: webRoot, TRUST_PROXY: 'true' }));
  });

  it.each([
    ['main-AB2CD3EF.js', /immutable/],
    ['start-1a2b3c4d.js', /immutable/],
    ['chunk-B2N5Y_x_.js', /immutable/],
    ['media/mark-standard.svg', /^no-cache$/],
    ['favicon.ico', /^no-cache$/],
    ['', /^no-cache$/],
  ])('says how long %s may be kept', async (path, kept) => {
    const { headers } = await request(url).get(`/${path}`).expect(200);
    expect(headers['cache-control']).toMatch(kept);
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await request(url).get('/').expect(200);
    await request(url)
      .get('/')
      .set('If-None-Match', headers.etag ?? '')
      .expect(304);
  });

  it('lets no script be made of text, nor connect to another place', async () => {
    const { headers } = await request(url).get('/').expect(200);
    expect(headers['content-security-policy']).toMatch(/connect-src 'self';.*require-trusted-types-for 'script'/);
  });

  it('asks for https over https only', async () => {
    const plain = await request(url).get('/');
    expect(plain.headers).not.toHaveProperty('strict-transport-security');
    const secure = await request(url).get('/').set('X-Forwarded-Proto', 'https');
    expect(secure.headers['strict-transport-security']).toMatch(/^max-age=\d+/);
  });

  it.each(['/balance', '/api/nowhere', '/nowhere/at/all', `/api/accounts/${'9'.repeat(1000)}`])(
    'is no answer to a program that asks for data at %s',
    async (path) => {
      const answer = await request(url).get(path).set('Accept', 'application/json');
      expectProblem(answer, 404, 'not_found');
    },
  );

  it('leaves calls by another method to the API', async () => {
    const answer = await request(url).get('/api/transfer').set('Accept', 'text/html');
    expectProblem(answer, 405, 'method_not_allowed');
    expect((answer.headers as Record<string, string>).allow).toBe('POST, OPTIONS');
    const { detail } = expectProblem(await request(url).get('/balance').accept('json'), 404, 'not_found');
    expect(detail).toContain('GET /api/balance');
  });
});

describe('METRICS_PORT', () => {
  it('has the metrics, alone, and the port of the bank has not', async () => {
    const port = await freePort();
    let own = await freePort();
    while (own === port) own = await freePort();
    const { url } = await stack.addPod({ METRICS_PORT: String(port) }, own);
    const metrics = `http://127.0.0.1:${String(port)}`;
    const scraped = await request(metrics).get('/metrics').expect(200);
    expect(scraped.text).toContain('bank_http_requests_total');
    await request(metrics).get('/api/openapi.json').expect(404);
    await request(metrics).post('/metrics').expect(405).expect('Allow', 'GET, HEAD');
    await request(url).get('/metrics').expect(404);
  });

  it('is /metrics of the bank when it is not set', async () => {
    const { url } = await stack.addPod();
    const { text } = await request(url).get('/metrics').expect(200);
    expect(text).toContain('bank_http_requests_total');
  });
});

describe('a pod whose log nobody reads', () => {
  it('serves, and ends when it is told to', async () => {
    const port = await freePort();
    const pod = spawn(process.execPath, [join(checkout, 'backend/dist/main.js')], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATABASE_URL: stack.servers.databaseUrl,
        REDIS_URL: stack.servers.redis.url,
        LOG_LEVEL: 'debug',
      },
    });
    pod.stdout.destroy();
    const ended = new Promise<number | null>((resolve) => pod.once('exit', resolve));
    const url = `http://127.0.0.1:${String(port)}`;
    await until(() => isReady(url), { timeoutMs: 60_000 });
    // Each of them is told to the log.
    for (let i = 0; i < 20; i++) expect((await new Api(url).get('/me')).status).toBe(401);
    pod.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('ends when it cannot start', async () => {
    const pod = spawn(process.execPath, [join(checkout, 'backend/dist/main.js')], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env.PATH, DATABASE_URL: 'nonsense', REDIS_URL: 'nonsense' },
    });
    pod.stdout.destroy();
    expect(await new Promise((resolve) => pod.once('exit', resolve))).toBe(1);
  });
});

describe('a database of a server of our own', () => {
  it('can be dropped while a superuser is at work in it, as an autovacuum is', async () => {
    const { postgres } = stack.servers;
    const name = 'vacuumed';
    await postgres.createDatabase(name);
    const superuser = new Client({ connectionString: postgres.adminUrl(name) });
    const ended = new Promise((resolve) => superuser.on('error', resolve));
    await superuser.connect();
    await postgres.dropDatabase(name);
    await expect(ended).resolves.toMatchObject({ code: '57P01' });
  });
});
