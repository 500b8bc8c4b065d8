import { Addresses } from './unknown-address';

const addresses = new Addresses();
addresses.add(['GET', 'HEAD'], '/api/transfers');
addresses.add(['GET'], '/api/transfers/:id');
addresses.add(['POST'], '/api/transfers/bulk');
addresses.add(['POST'], '/api/transfer');
addresses.add(['GET'], '/api/balance');
addresses.add(['GET'], '/api/accounts/:number/entries');
addresses.add(['DELETE'], '/api/sessions');
addresses.add(['GET'], '/health/live');
addresses.add(['GET', 'POST'], '/*');

describe('the addresses', () => {
  it.each([
    ['/api/transfers', ['GET', 'HEAD']],
    ['/api/transfers/1', ['GET']],
    ['/api/transfers/bulk', ['POST']],
    ['/api/transfers/', []],
    ['/api/nowhere', []],
    ['/', []],
  ])('know the methods of %s', (path, methods) => {
    expect(addresses.methodsOf(path)).toEqual(methods);
  });

  it.each([
    ['POST', '/api/transfers', 'POST /api/transfer'],
    ['GET', '/api/transfer', 'GET /api/transfers'],
    ['GET', '/api/transfer/1', 'GET /api/transfers/{id}'],
    ['GET', '/api/balance/', 'GET /api/balance'],
    ['HEAD', '/api//balance', 'GET /api/balance'],
    ['GET', '/API/Balance', 'GET /api/balance'],
    ['GET', '/balance', 'GET /api/balance'],
    ['GET', '/api/v1/balance', 'GET /api/balance'],
    ['GET', '/v2/balances', 'GET /api/balance'],
    ['GET', '/api/accounts/7/entrys', 'GET /api/accounts/{number}/entries'],
    ['GET', '/api/session', 'DELETE /api/sessions'],
    ['GET', '/health/liv', 'GET /health/live'],
    ['GET', '/api/nowhere', undefined],
    ['GET', `/api/${'x'.repeat(10_000)}`, undefined],
  ])('find for %s %s', (method, path, nearest) => {
    expect(addresses.nearest(method, path, { sameMethod: false })).toBe(nearest);
  });

  it('find none of another method when it has to be the same', () => {
    expect(addresses.nearest('GET', '/api/session', { sameMethod: true })).toBeUndefined();
  });
});
