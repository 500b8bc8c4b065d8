import request, { type Response } from 'supertest';
import type { LedgerIntegrityDto } from '../../src/ledger/integrity/integrity.dto';
import type { BatchPageDto, SystemDto, SystemEventPageDto } from '../../src/system/system.dto';
import {
  anonymous,
  type Api,
  BASE_URL,
  BASE_URL2,
  bodyOf,
  expectInvalid,
  expectProblem,
  type Json,
  nth,
  registerUser,
  succeeded,
} from '@banking-demo/testkit/bank';
import { until } from '@banking-demo/testkit/until';
import { contract } from '@banking-demo/testkit/contract';
import { paid, pay } from '@banking-demo/testkit/payments';

/** Health and metrics are a pod's own, and a proxy in front hides them. */
const describeOnPod = process.env.BEHIND_PROXY === 'true' ? describe.skip : describe;

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function systemOf(api: Api): Promise<Json<SystemDto>> {
  return bodyOf<SystemDto>(succeeded(await api.get('/system'), 200));
}

function servedBy({ headers }: Response): string {
  return (headers as Record<string, string>)['x-served-by'] ?? '';
}

/** So often a balancer has sent a caller to each of its few pods, whoever else is asking. */
const ASKED = 12;

/** What the pods behind the address measure, in the text format of Prometheus. */
async function metrics(): Promise<string[]> {
  const byPod = new Map<string, string>();
  for (let asked = 0; asked < ASKED; asked++) {
    const answer = await request(BASE_URL).get('/metrics').expect(200);
    byPod.set(servedBy(answer), answer.text);
  }
  return [...byPod.values()];
}

/** The value of one sample, of all of them together; one that is not there yet is 0. */
function valueOf(sample: string, texts: readonly string[]): number {
  const lines = texts.map((text) => text.split('\n').find((each) => each.startsWith(`${sample} `)));
  return lines.reduce((sum, line) => sum + Number(line?.slice(sample.length) ?? 0), 0);
}

describe('GET /system', () => {
  it('tells of the pod that answers, and marks it among all', async () => {
    const { api } = await registerUser();
    const answer = succeeded(await api.get('/system'), 200);
    const system = bodyOf<SystemDto>(answer);
    expect(system.servedBy).toBe(servedBy(answer));
    expect(system.pods.filter(({ current }) => current).map(({ name }) => name)).toEqual([system.servedBy]);
    expect(nth(system.pods, 0).version).toMatch(/^\d+\.\d+\.\d+/);
    expect(system.pods.every(({ startedAt }) => Date.parse(startedAt) < Date.now() + 60_000)).toBe(true);
    expect(system.pods.every(({ ownSockets }) => ownSockets === 0)).toBe(true);
  });

  it('lists every pod alive, whichever is asked', async () => {
    const { api } = await registerUser();
    const asked = [servedBy(await api.get('/me')), servedBy(await api.at(BASE_URL2).get('/me'))];
    for (const url of [BASE_URL, BASE_URL2]) {
      const names = (await systemOf(api.at(url))).pods.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(asked));
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('counts transfers per second', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    await Promise.all(Array.from({ length: 50 }, () => paid(payer.api, { to: payee.username, amount: 1 })));
    const system = await until(async () => {
      const found = await systemOf(payer.api);
      return found.transfersPerSecond > 0 && found;
    });
    const sum = system.pods.reduce((total, { transfersPerSecond }) => total + transfersPerSecond, 0);
    expect(system.transfersPerSecond).toBeCloseTo(sum);
  });

  it('wants a session', async () => {
    expectProblem(await anonymous.get('/system'), 401, 'unauthenticated');
  });
});

describe('GET /system/batches', () => {
  async function batchesOf(api: Api, query = ''): Promise<Json<BatchPageDto>['items']> {
    return bodyOf<BatchPageDto>(succeeded(await api.get(`/system/batches${query}`), 200)).items;
  }

  it('tells on every pod of each commit: by whom, when, how many, how long', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const since = new Date().toISOString();
    const made = await Promise.all(Array.from({ length: 30 }, () => pay(payer.api, { to: payee.username, amount: 1 })));
    for (const api of [payer.api, payer.api.at(BASE_URL2)])
      for (const pod of new Set(made.map(servedBy))) {
        const committed = made.filter((answer) => servedBy(succeeded(answer, 201)) === pod).length;
        const batches = await until(async () => {
          const found = (await batchesOf(api, `?since=${since}`)).filter((batch) => batch.pod === pod);
          return found.reduce((sum, { transfers }) => sum + transfers, 0) >= committed && found;
        });
        expect(batches.every(({ durationMs, transfers }) => durationMs > 0 && transfers > 0)).toBe(true);
        expect(batches.every(({ committedAt }) => committedAt >= since)).toBe(true);
        const times = batches.map(({ committedAt }) => Date.parse(committedAt));
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        const numbers = batches.map(({ number }) => number);
        expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
        expect(new Set(numbers).size).toBe(numbers.length);
      }
  });

  it('leaves a transfer that was refused out', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const since = new Date().toISOString();
    expectProblem(await pay(payer.api, { to: payee.username, amount: 1_000_000 }), 422, 'insufficient_funds');
    await paid(payer.api, { to: payee.username, amount: 1 });
    const after = await until(async () => {
      const found = await batchesOf(payer.api, `?since=${since}`);
      return found.length > 0 && found;
    });
    expect(after.every(({ transfers }) => transfers > 0)).toBe(true);
  });

  it('tells nothing of the future, and takes no other words for a moment', async () => {
    const { api } = await registerUser();
    expect(await batchesOf(api, '?since=2199-01-01')).toEqual([]);
    expectInvalid(await api.get('/system/batches?since=yesterday'), 'since');
  });
});

describe('GET /system/events', () => {
  it('tells of the start of the pods, newest first', async () => {
    const { api } = await registerUser();
    const { items, next } = bodyOf<SystemEventPageDto>(succeeded(await api.get('/system/events'), 200));
    expect(next).toBeNull();
    expect(items.length).toBeLessThanOrEqual(100);
    const times = items.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });
});

describe('GET /ledger/integrity', () => {
  it('proves that all money sums to zero and every account agrees with its entries', async () => {
    const { api } = await registerUser();
    const proof = bodyOf<LedgerIntegrityDto>(succeeded(await api.get('/ledger/integrity'), 200));
    expect(proof.holds).toBe(true);
    expect(proof.disagreeingAccounts).toBe(0);
    expect(proof.currencies.length).toBeGreaterThan(0);
    expect(proof.currencies.every(({ sumOfBalances }) => sumOfBalances === 0)).toBe(true);
    expect(proof.entriesChecked).toBeGreaterThanOrEqual(2);
    expect(Date.now() - Date.parse(proof.checkedAt)).toBeLessThan(60_000);
  });

  it('is shared by all who ask at once', async () => {
    const { api } = await registerUser();
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.get('/ledger/integrity')));
    // A proof may get too old in between; then there are two.
    expect(new Set(answers.map(({ text }) => text)).size).toBeLessThanOrEqual(2);
  });

  it('wants a session', async () => {
    expectProblem(await anonymous.get('/ledger/integrity'), 401, 'unauthenticated');
  });
});

describeOnPod('health', () => {
  it('is live without asking anybody', async () => {
    const answer = await request(BASE_URL).get('/health/live').expect(200);
    expect(answer.body).toEqual({ status: 'ok' });
  });

  it('is ready when Postgres, Redis and the schema are', async () => {
    const answer = await request(BASE_URL).get('/health/ready').expect(200);
    expect(answer.body).toMatchObject({
      status: 'ok',
      details: { postgres: { status: 'up' }, redis: { status: 'up' } },
    });
  });
});

describeOnPod('metrics', () => {
  it('count transfers by outcome and requests by route and status', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const samples = [
      'bank_transfers_total{outcome="posted"}',
      'bank_transfers_total{outcome="insufficient_funds"}',
      'bank_http_requests_total{method="POST",route="/api/transfer",status="201"}',
      'bank_transfer_batch_size_count',
      'bank_posting_duration_seconds_count',
    ];
    const before = await metrics();
    await paid(payer.api, { to: payee.username, amount: 1 });
    expectProblem(await pay(payer.api, { to: payee.username, amount: 1_000_000 }), 422, 'insufficient_funds');
    const after = await metrics();
    for (const sample of samples) expect(valueOf(sample, after)).toBeGreaterThan(valueOf(sample, before));
  });

  it('count a repeated transfer as replayed', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const replayed = 'bank_transfers_total{outcome="replayed"}';
    const before = valueOf(replayed, await metrics());
    for (let i = 0; i < 2; i++) await paid(payer.api, { to: payee.username, amount: 1 }, 'again');
    expect(valueOf(replayed, await metrics())).toBeGreaterThan(before);
  });

  it('never carry the name of a user, an account or a session', async () => {
    const user = await registerUser();
    await user.api.get(`/accounts/${user.accountNumber}`);
    const { text } = await request(BASE_URL).get('/metrics');
    for (const secret of [user.username, user.accountNumber, user.sessionId]) expect(text).not.toContain(secret);
  });

  it.each([
    'bank_http_request_duration_seconds_bucket',
    'bank_transfer_queue_depth',
    'bank_outbox_pending',
    'bank_sockets',
    'bank_sessions_opened_total',
    'bank_sessions_ended_total',
    'process_resident_memory_bytes',
  ])('have %s', async (name) => {
    const { headers, text } = await request(BASE_URL).get('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(new RegExp(`^${name}[ {]`, 'm'));
  });
});

describe('every answer', () => {
  const calls: [string, () => Promise<Response>][] = [
    ['200', async () => (await registerUser()).api.get('/balance')],
    ['204', async () => (await registerUser()).api.post('/logout')],
    ['400', () => anonymous.post('/login', {})],
    ['401', () => anonymous.get('/me')],
    ['404', () => anonymous.get('/nowhere')],
    ['413', () => anonymous.post('/login', { username: 'x'.repeat(70_000) })],
    ['415', () => anonymous.post('/login').type('text/plain').send('hello')],
  ];

  it.each(calls)('(%s) names its request and its pod, and is kept by nobody', async (status, call) => {
    const answer = await call();
    expect(String(answer.status)).toBe(status);
    expect(answer.headers['x-request-id']).toMatch(UUID_V7);
    expect(servedBy(answer)).not.toBe('');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers).not.toHaveProperty('x-powered-by');
  });

  it('carries the request id that the caller gave', async () => {
    const answer = await anonymous.get('/me').set('X-Request-Id', 'order-42/retry:1');
    expect(expectProblem(answer, 401, 'unauthenticated').requestId).toBe('order-42/retry:1');
  });

  it.each(['x'.repeat(65), 'a b', '<script>', '"'])('takes no request id such as %s', async (id) => {
    const { headers } = await anonymous.get('/me').set('X-Request-Id', id);
    expect(headers['x-request-id']).toMatch(UUID_V7);
  });
});

describe('an address where nothing is', () => {
  it.each(['/nowhere', '/', '', '/transfers/', '/accounts/1/entries/1', '/me/'])(
    'answers 404 for GET /api%s, session or not',
    async (path) => {
      const { sessionId } = await registerUser();
      expectProblem(await request(BASE_URL).get(`/api${path}`), 404, 'not_found');
      const answer = await request(BASE_URL).get(`/api${path}`).set('Authorization', `Bearer ${sessionId}`);
      expectProblem(answer, 404, 'not_found');
    },
  );

  it('says so in the instance, without the query', async () => {
    const answer = await request(BASE_URL).get('/api/nowhere?sessionId=secret');
    expect(expectProblem(answer, 404, 'not_found').instance).toBe('/api/nowhere');
    expect(answer.text).not.toContain('secret');
  });
});

describe('the contract', () => {
  it('is served as committed', async () => {
    const served = (await request(BASE_URL).get('/api/openapi.json').expect(200)).body as typeof contract;
    expect(Object.keys(served.paths).length).toBeGreaterThan(15);
    // A deployment without test support has fewer paths.
    const committed = Object.fromEntries(Object.keys(served.paths).map((path) => [path, contract.paths[path]]));
    expect(served.paths).toEqual(committed);
    const missing = Object.keys(contract.paths).filter((path) => !(path in served.paths));
    expect(missing.filter((path) => !path.startsWith('/api/testing/'))).toEqual([]);
  });

  it('can be read and tried in a page that loads nothing from elsewhere', async () => {
    const { headers, text } = await request(BASE_URL).get('/api/docs').expect(200);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    const sources = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source ?? '');
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) {
      const { origin, pathname } = new URL(source, `${BASE_URL}/api/docs`);
      expect(origin).toBe(new URL(BASE_URL).origin);
      await request(BASE_URL).get(pathname).expect(200);
    }
  });
});
