import type { NotificationPageDto } from '../../src/notifications/notification.dto';
import type { SessionPageDto } from '../../src/sessions/session.dto';
import {
  anonymous,
  expectNowhere,
  bodyOf,
  expectInvalid,
  expectProblem,
  nth,
  registerUser,
  signIn,
} from '@banking-demo/testkit/bank';
import { paid } from '@banking-demo/testkit/payments';

describe('a refusal says what to send instead', () => {
  it.each(['"12.50"', '12.5', '"12,50"', '"€12"', '""', 'null', '[1250]'])('of the amount %s', async (amount) => {
    const { api } = await registerUser();
    const answer = await api.post('/transfer').type('json').send(`{"to": "somebody", "amount": ${amount}}`);
    expect(expectProblem(answer, 400, 'validation_failed').errors).toEqual([
      { field: 'amount', message: 'must be a whole number of minor units: 12.50 is 1250' },
    ]);
  });

  it('of an amount below the least one', async () => {
    const { api } = await registerUser();
    const { detail } = expectProblem(await api.post('/transfer', { to: 'bob', amount: 0 }), 400, 'validation_failed');
    expect(detail).toBe('amount must be at least 1 minor unit');
  });

  it.each([
    ['/transfer', ['to', 'amount']],
    ['/accounts', ['name']],
    ['/password', ['currentPassword', 'newPassword']],
    ['/login', ['username', 'password']],
    ['/register', ['username', 'password', 'displayName']],
  ])('of what is missing for POST %s', async (path, fields) => {
    const { api } = await registerUser();
    for (const answer of [await api.post(path), await api.post(path, {})])
      expect(expectProblem(answer, 400, 'validation_failed').errors).toEqual(
        fields.map((field) => ({ field, message: 'is missing' })),
      );
  });

  it.each(['currency', 'toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'of the field %s, which nobody knows',
    async (field) => {
      const { api } = await registerUser();
      const answer = await api.post('/transfer').type('json').send(`{"to":"somebody","amount":1,"${field}":{}}`);
      expect(expectProblem(answer, 400, 'validation_failed').errors).toEqual([
        { field, message: 'is not known; known are to, amount, memo, from' },
      ]);
      const logout = await api.post('/logout').type('json').send(`{"${field}":{}}`);
      expect(expectProblem(logout, 400, 'validation_failed').errors).toEqual([
        { field, message: 'is not known; none is taken here' },
      ]);
    },
  );

  it.each([
    ['/balance?number=1', 'number', 'is not known; known are account'],
    ['/notifications?page=2', 'page', 'is not known; known are unread, limit, cursor'],
    ['/me?verbose=1', 'verbose', 'is not known; none is taken here'],
    ['/balance?toString=1', 'toString', 'is not known; known are account'],
    ['/balance?__proto__=1', '__proto__', 'is not known; known are account'],
    ['/me?constructor=1', 'constructor', 'is not known; none is taken here'],
  ])('of the parameter in %s', async (path, field, message) => {
    const { api } = await registerUser();
    const { errors } = expectProblem(await api.get(path), 400, 'validation_failed');
    expect(errors).toEqual([{ field, message }]);
  });

  it('of an id in the path that is none', async () => {
    const { api } = await registerUser();
    expectInvalid(await api.get('/transfers/1'), 'id');
  });
});

describe('a refusal says what came in place of a session id', () => {
  it.each([
    ['Bearer undefined', '"undefined" came in place of a session id'],
    ['Bearer [object Object]', '"[object Object]" came in place'],
    ['Bearer ', '"Bearer" comes without a session id'],
    ['Bearer {{sessionId}}', 'A placeholder came'],
    ['Basic YWxpY2U6c2VjcmV0', 'not "Basic"'],
  ])('%s', async (header, said) => {
    const answer = await anonymous.get('/me').set('Authorization', header);
    expect(expectProblem(answer, 401, 'unauthenticated').detail).toContain(said);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });
});

describe('an id', () => {
  it('is the same in upper case, wherever it is given', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const { id } = await paid(payer.api, { to: payee.username, amount: 1 });
    await paid(payer.api, { to: payee.username, amount: 2 });
    expect((await payer.api.get(`/transfers/${id.toUpperCase()}`)).body).toMatchObject({ id });

    const page = bodyOf<NotificationPageDto>(await payee.api.get('/notifications?limit=1'));
    const next = page.next ?? '';
    const rest = await payee.api.get(`/notifications?cursor=${next}`);
    expect((await payee.api.get(`/notifications?cursor=${next.toUpperCase()}`)).body).toEqual(rest.body);
    const unread = nth(page.items, 0).id;
    expect((await payee.api.post('/notifications/read', { ids: [unread.toUpperCase()] })).status).toBe(204);
    const after = bodyOf<NotificationPageDto>(await payee.api.get('/notifications?limit=1'));
    expect(nth(after.items, 0)).toMatchObject({ id: unread, readAt: expect.any(String) as string });

    const other = await signIn(payer);
    const { items } = bodyOf<SessionPageDto>(await other.api.get('/sessions'));
    const handle = items.find(({ current }) => current)?.id ?? '';
    expect((await payer.api.delete(`/sessions/${handle.toUpperCase()}`)).status).toBe(204);
    expectProblem(await other.api.get('/me'), 401, 'unauthenticated');
  });

  it.each(['%00', '1%00', '1000000008%00', '%EF%BF%BF', '-1', '1e9', "'", '9'.repeat(80)])(
    'of an account that cannot be one is not found: %s',
    async (number) => {
      const { api } = await registerUser();
      for (const rest of ['', '/entries', '/statement', '/balances', '/statement.csv'])
        expectNowhere(await api.get(`/accounts/${number}${rest}`), number);
      expectNowhere(await api.delete(`/sessions/${number}`), number);
      expectInvalid(await api.get(`/balance?account=${number}`), 'account');
    },
  );
});
