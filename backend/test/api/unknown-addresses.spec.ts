import request, { type Response } from 'supertest';
import { BASE_URL, expectProblem } from '@banking-demo/testkit/bank';
import { contract } from '@banking-demo/testkit/contract';

/** Health and metrics are a pod's own, and a proxy in front hides them. */
const onPod = process.env.BEHIND_PROXY === 'true' ? [] : ['/health/live', '/health/ready', '/metrics'];

type Method = 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';

async function ask(method: Method, path: string): Promise<Response> {
  return request(BASE_URL)[method](path);
}

function allowOf({ headers }: Response): string[] {
  return ((headers as Record<string, string>).allow ?? '').split(', ').sort();
}

const paths = Object.entries(contract.paths)
  .filter(([path]) => !path.startsWith('/api/testing'))
  .map(([path, operations]) => {
    const methods = Object.keys(operations).map((method) => method.toUpperCase());
    return [path, [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort()] as const;
  })
  .filter(([path]) => path.startsWith('/api') || onPod.includes(path));

describe('a path that takes other methods', () => {
  it.each(paths)('answers 405 at %s, and allows %j', async (template, methods) => {
    const path = template.replace(/\{[^}]*\}/, '1000000008');
    for (const method of ['put', 'patch', 'post', 'delete', 'get'] as const) {
      if (methods.includes(method.toUpperCase())) continue;
      const answer = await ask(method, path);
      expectProblem(answer, 405, 'method_not_allowed');
      expect(allowOf(answer)).toEqual(methods);
    }
  });

  it.each(paths)('tells at %s the methods to who asks for the OPTIONS', async (template, methods) => {
    const answer = await ask('options', template.replace(/\{[^}]*\}/, '1000000008'));
    expect([answer.status, answer.text, allowOf(answer)]).toEqual([204, '', methods]);
  });

  it('answers 405 at health and metrics of a pod', async () => {
    for (const path of onPod) {
      for (const method of ['put', 'post', 'delete'] as const) {
        const answer = await ask(method, path);
        expectProblem(answer, 405, 'method_not_allowed');
        expect(allowOf(answer)).toEqual(['GET', 'HEAD', 'OPTIONS']);
      }
      expect((await ask('head', path)).status).toBe(200);
    }
  });

  it('answers HEAD as GET without the body, and 405 where there is no GET', async () => {
    expect((await ask('head', '/api/balance')).status).toBe(401);
    const answer = await ask('head', '/api/transfer');
    expect([answer.status, allowOf(answer)]).toEqual([405, ['OPTIONS', 'POST']]);
  });

  it('is told before the body is looked at', async () => {
    const answer = await request(BASE_URL).put('/api/transfer').set('Content-Type', 'text/plain').send('x');
    expectProblem(answer, 405, 'method_not_allowed');
  });

  it('names the route that takes the method, when one is near', async () => {
    const { detail } = expectProblem(await ask('post', '/api/transfers'), 405, 'method_not_allowed');
    expect(detail).toContain('POST /api/transfer?');
  });
});

describe('an address where nothing is', () => {
  it.each([
    ['get', '/api/balance/', 'GET /api/balance'],
    ['get', '/api/transfers/', 'GET /api/transfers'],
    ['get', '/api/accounts/', 'GET /api/accounts'],
    ['delete', '/api/sessions/', 'DELETE /api/sessions'],
    ['post', '/api/transfer/', 'POST /api/transfer'],
    ['post', '/api/transfers/', 'POST /api/transfer'],
    ['get', '/api/transactions/1/entries', undefined],
    ['get', '/api/accounts/1000000008/entry', undefined],
    ['get', '/api/accounts/1000000008/balance', 'GET /api/accounts/{number}/balances'],
    ['get', '/api/notification?unread=true', 'GET /api/notifications'],
    ['post', '/api/v1/login', 'POST /api/login'],
    ['get', '/api/signup', undefined],
  ] as const)('%s %s answers 404, naming %s', async (method, path, nearest) => {
    const { detail } = expectProblem(await ask(method, path), 404, 'not_found');
    if (nearest === undefined) expect(detail).not.toContain('Did you mean');
    else expect(detail).toContain(`Did you mean ${nearest}?`);
  });

  it('sends who forgets /api there, when asking for data', async () => {
    // A proxy in front serves the page there, whatever is asked for.
    if (onPod.length === 0) return;
    const answer = await request(BASE_URL).get('/balance').accept('json');
    expect(expectProblem(answer, 404, 'not_found').detail).toContain('GET /api/balance');
    const posted = await request(BASE_URL).post('/login').send({});
    expect(expectProblem(posted, 404, 'not_found').detail).toContain('POST /api/login');
  });

  it('repeats nothing of what was asked', async () => {
    const { detail } = expectProblem(await ask('get', '/api/balanse<script>'), 404, 'not_found');
    expect(detail).not.toContain('script');
  });
});
