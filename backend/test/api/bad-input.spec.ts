import fc from 'fast-check';
import request, { type Response } from 'supertest';
import {
  anonymous,
  type Api,
  BASE_URL,
  expectInvalid,
  expectProblem,
  freshUsername,
  registerUser,
  signIn,
  type TestUser,
} from '@banking-demo/testkit/bank';
import { contract, expectDeclared, isProblem, type Route, routes } from '@banking-demo/testkit/contract';
import { balanceOf } from '@banking-demo/testkit/payments';

const BODIES: [string, () => string][] = [
  ['no JSON at all', () => 'to=alice&amount=1'],
  ['JSON that ends too early', () => '{"to": "alice", '],
  ['two JSON texts', () => '{}{}'],
  ['a list', () => '[]'],
  ['null', () => 'null'],
  ['a number', () => '1'],
  ['a text', () => '"transfer"'],
  ['2,000 levels of lists', () => `{"to": ${'['.repeat(2000)}${']'.repeat(2000)}}`],
  ['2,000 levels of objects', () => `${'{"to":'.repeat(2000)}1${'}'.repeat(2000)}`],
  ['30,000 levels of lists', () => `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ['a __proto__', () => '{"__proto__": {"admin": true}}'],
  ['a nested __proto__', () => '{"to": {"__proto__": {"admin": true}}}'],
  ['a constructor', () => '{"constructor": {"prototype": {"admin": true}}}'],
  ['a field named toString', () => '{"toString": 1, "valueOf": 2, "hasOwnProperty": 3}'],
  ['a field without a name', () => '{"": 1}'],
  ['a number beyond all numbers', () => '{"amount": 1e999}'],
  ['a number of 1,000 digits', () => `{"amount": ${'9'.repeat(1000)}}`],
  [
    '10,000 fields',
    () => JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${String(i)}`, i]))),
  ],
  ['NUL bytes', () => '{"to": "\u0000"}'],
  ['a byte order mark', () => '\ufeff[]'],
];

const takesBody = routes.filter(({ operation }) => operation.requestBody);

/** What a test may send anything to: the calls for tests empty the bank. */
const fuzzed = routes.filter(({ path }) => !path.startsWith('/testing/'));

describe('a body that is no request', () => {
  it.each(takesBody.flatMap((route) => BODIES.map(([what, text]) => [route.path, what, text, route] as const)))(
    'POST %s refuses %s',
    async (path, _, text, route) => {
      const caller = path.startsWith('/testing/') ? anonymous : await callerOf(route);
      const answer = await caller.post(path).type('json').send(text());
      expectProblem(answer, 400, 'validation_failed');
    },
  );

  it.each(takesBody.map(({ path }) => path))('POST %s refuses 2 MB, and the caller gets to read why', async (path) => {
    const body = `{"to": "${'x'.repeat(2_000_000)}"}`;
    const answers = await Promise.all([1, 2, 3].map(() => anonymous.post(path).type('json').send(body)));
    for (const answer of answers) expectProblem(answer, 413, 'payload_too_large');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ])('is refused as %s', async (type) => {
    const { api } = await registerUser();
    for (const path of ['/transfer', '/accounts', '/notifications/read'])
      expectProblem(await api.post(path).set('Content-Type', type).send('x'), 415, 'unsupported_media_type');
  });

  it('is refused when it is large and no JSON either, and the caller gets to read why', async () => {
    const { api } = await registerUser();
    const answer = await api.post('/transfer').set('Content-Type', 'text/plain').send('x'.repeat(2_000_000));
    // Whatever stands in front looks at the size first.
    if (answer.status === 413) expectProblem(answer, 413, 'payload_too_large');
    else expectProblem(answer, 415, 'unsupported_media_type');
  });

  it('is refused when it is missing, or is not the JSON it claims to be', async () => {
    const { api } = await registerUser();
    expectProblem(await api.post('/transfer'), 400, 'validation_failed');
    expectProblem(await api.post('/transfer').type('json').send(''), 400, 'validation_failed');
  });
});

describe('a number', () => {
  it.each(['0', '-1', '1.5', '9007199254740992', '1e400', '"1"', 'true', 'null', '[1]', '{}', '1e-7', '-0'])(
    'is no amount when it is %s',
    async (amount) => {
      const { api } = await registerUser();
      const answer = await api.post('/transfer').type('json').send(`{"to": "somebody", "amount": ${amount}}`);
      expectInvalid(answer, 'amount');
    },
  );

  it('is an amount in any spelling of JSON', async () => {
    const { api } = await registerUser();
    for (const amount of ['1.0', '1e2', '100e-2']) {
      const answer = await api.post('/transfer').type('json').send(`{"to": "${freshUsername()}", "amount": ${amount}}`);
      expectProblem(answer, 404, 'recipient_not_found');
    }
  });
});

describe('an address', () => {
  it.each([
    '/accounts/%00',
    '/accounts/%',
    '/accounts/%ff',
    '/accounts/%ED%A0%80',
    '/accounts/..%2f..%2fmetrics',
    '/accounts/1000000008%0a',
    "/accounts/'%20OR%201=1",
    `/accounts/${'9'.repeat(3000)}`,
    '/transfers/%00',
    '/transfers/%ff',
    `/transfers/${'a'.repeat(3000)}`,
    '/transfers/00000000-0000-0000-0000-000000000000',
    '/accounts/%00/entries',
    '/accounts/%00/balances',
    '/accounts/%00/statement.csv',
    '/balance?account=%00',
    '/balance?account[]=1000000008',
    '/balance?account=1000000008&account=1000000008',
    '/balance?__proto__=1',
    '/balance?constructor=1',
    '/balance?%00=1',
    '/balance?%ff=%ff',
    '/transfers?cursor=%00',
    '/transfers?from=0000-00-00T00:00:00Z',
    '/transfers?from=9999-99-99',
    '/transfers?from=-271821-04-20T00:00:00Z',
    '/sessions?cursor=%00',
    '/notifications?cursor=1',
    '/notifications?unread=maybe',
    '/me?x=1',
    '/system?x=1',
    '/ledger/integrity?fresh=1',
  ])('such as %s is refused, and is never an error of ours', async (path) => {
    const { api } = await registerUser();
    const answer = await api.get(path);
    expect([400, 404, 414]).toContain(answer.status);
    expect(isProblem(answer)).toBe(true);
  });

  it.each(['1000-01-01', '9999-12-31T23:59:59.999Z', '2026-06-30T12:00:00.123456789+14:00', '1969-12-31T23:59:59Z'])(
    'may ask for a time as far away as %s',
    async (moment) => {
      const { api, accountNumber } = await registerUser();
      const query = `from=${encodeURIComponent(moment)}&to=${encodeURIComponent(moment)}`;
      expect((await api.get(`/transfers?${query}`)).status).toBe(200);
      expect((await api.get(`/accounts/${accountNumber}/statement.csv?${query}`)).status).toBe(200);
    },
  );

  it('may be 8,000 characters long without harm', async () => {
    const { api } = await registerUser();
    expect((await api.get(`/recipients?q=${'a'.repeat(8000)}`)).status).toBe(400);
  });
});

describe('headers', () => {
  it('beyond what a server reads are refused', async () => {
    const answer = await request(BASE_URL)
      .get('/api/me')
      .set('X-Large', 'x'.repeat(60_000))
      .catch(() => undefined);
    if (answer) expect([400, 431]).toContain(answer.status);
    expectProblem(await anonymous.get('/me'), 401, 'unauthenticated');
  });
});

describe('anything at all', () => {
  let user: TestUser;
  beforeAll(async () => {
    user = await registerUser();
  });

  it.each(fuzzed.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    'sent to %s is answered as declared, never by an error of ours',
    async (_, route) => {
      await fc.assert(
        fc.asyncProperty(requests(route, user), async ({ address, body, key }) => {
          const caller = await callerOf(route, user);
          const call = caller.call(route.method, address);
          if (key !== undefined) call.set('Idempotency-Key', key);
          const answer: Response = await (body === undefined ? call : call.type('json').send(body));
          expectDeclared(route.method, `/api${address}`, answer);
          if (answer.status >= 500) throw new Error(`${String(answer.status)}: ${answer.text}`);
          if (answer.status >= 400 && !isProblem(answer)) throw new Error(`no problem: ${answer.text}`);
        }),
        { numRuns: 60 },
      );
    },
  );

  afterAll(async () => {
    // The money is all there: between own accounts it may have moved, but nobody else was named.
    const { api } = await signIn(user);
    expect(await balanceOf(api)).toBeLessThanOrEqual(100_000);
  });
});

/** A caller whose session lives: those operations that end it get one of its own. */
async function callerOf({ operation }: Route, user?: TestUser): Promise<Api> {
  const { security = contract.security } = operation;
  if (security.length === 0) return anonymous;
  if (!user) return (await registerUser()).api;
  return operation.operationId === 'logout' ? (await signIn(user)).api : user.api;
}

/** Values that break careless readers. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 2 ** 53, -(2 ** 63), 1e308, '', ' ', '\u0000', '\ud800', '\udfff'),
  fc.constantFrom<unknown>(
    '__proto__',
    'constructor',
    '%s',
    "' OR 1=1 --",
    '../../etc',
    '${jndi}',
    '‮',
    'é'.repeat(200),
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.array(fc.anything({ maxDepth: 1 }), { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
);

interface AnyRequest {
  address: string;
  body: string | undefined;
  key: string | undefined;
}

/** Requests near enough to valid ones to get past the first check, and far enough from them. */
function requests({ path, operation }: Route, user: TestUser): fc.Arbitrary<AnyRequest> {
  const own = path.startsWith('/accounts/{') ? user.accountNumber : '0198c5a0-0000-7000-8000-000000000000';
  const segment = fc.oneof(
    fc.constant(own),
    fc.webSegment(),
    fc.constantFrom('%00', '%ff', '%', '0', '-', '%ED%A0%80'),
  );
  const names = (operation.parameters ?? []).flatMap((parameter) => (parameter.in === 'query' ? parameter.name : []));
  const name = fc.oneof(fc.constantFrom('__proto__', 'limit', ...names), fc.string({ maxLength: 5 }));
  const value = fc.oneof(
    fc.constantFrom(
      '',
      '1',
      '0',
      '-1',
      '1e3',
      '101',
      'true',
      '%00',
      '%ff',
      '%ED%A0%80',
      own,
      '2026-01-01',
      '9'.repeat(20),
    ),
    fc.string({ unit: 'binary', maxLength: 40 }).map(encoded),
  );
  const query = fc.array(
    fc.tuple(name, value).map(([left, right]) => `${encoded(left)}=${right}`),
    { maxLength: 3 },
  );
  return fc.record({
    address: fc
      .tuple(segment, query)
      .map(([id, pairs]) => path.replace(/\{[^}]*\}/, id || '-') + (pairs.length > 0 ? `?${pairs.join('&')}` : '')),
    body: operation.requestBody ? bodies(operation.requestBody.content) : fc.constant(undefined),
    key: fc.option(fc.stringMatching(/^[!-~]{1,64}$/), { nil: undefined }),
  });
}

/** Objects with the declared fields, some of them missing, wrong or unknown; or anything that is JSON. */
function bodies(content: Record<string, { schema: object }>): fc.Arbitrary<string> {
  const { $ref = '' } = content['application/json']?.schema as { $ref?: string };
  const { properties = {} } = (contract.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}) as {
    properties?: Record<string, { example?: unknown }>;
  };
  const fields = Object.entries(properties).map(
    ([field, { example }]) => [field, fc.oneof(fc.constant(example ?? 'x'), nasty)] as const,
  );
  const shaped = fc
    .tuple(
      fc.record(Object.fromEntries(fields), { requiredKeys: [] }),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.dictionary(fc.string(), nasty, { maxKeys: 2 }) },
      ),
    )
    .map(([known, unknown]) => JSON.stringify({ ...unknown, ...known }));
  return fc.oneof({ weight: 5, arbitrary: shaped }, { weight: 1, arbitrary: fc.json() });
}

/** As a client without care would: what is no text goes as the bytes it is. */
function encoded(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
