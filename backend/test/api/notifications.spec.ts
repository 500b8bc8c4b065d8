import {
  anonymous,
  bodyOf,
  expectInvalid,
  expectProblem,
  registerUser,
  type TestUser,
} from '@banking-demo/testkit/bank';
import type { NotificationPageDto } from '../../src/notifications/notification.dto';
import type { MeDto } from '../../src/auth/auth.dto';

async function inbox(user: TestUser, query = '') {
  return bodyOf<NotificationPageDto>(await user.api.get(`/notifications${query}`).expect(200));
}

/** A user who was paid `count` times, beside the welcome grant. */
async function paidUser(count: number): Promise<{ user: TestUser; payer: TestUser }> {
  const [user, payer] = [await registerUser(), await registerUser()];
  for (let i = 0; i < count; i++) await payer.api.post('/transfer', { to: user.username, amount: i + 1 }).expect(201);
  return { user, payer };
}

describe('GET /notifications', () => {
  it('lists what happened, newest first, with the number of unread ones', async () => {
    const { user } = await paidUser(2);
    const { items, next, unread } = await inbox(user);
    expect(items.map(({ kind }) => kind)).toEqual(['transfer.received', 'transfer.received', 'grant.received']);
    expect(items.map(({ data }) => ('amount' in data ? data.amount : null))).toEqual([2, 1, 100_000]);
    expect(items.every(({ readAt }) => readAt === null)).toBe(true);
    expect({ next, unread }).toEqual({ next: null, unread: 3 });
  });

  it('begins with the welcome grant, told like any transfer', async () => {
    const user = await registerUser();
    const { items } = await inbox(user);
    expect(items).toEqual([
      {
        id: expect.any(String) as string,
        kind: 'grant.received',
        createdAt: expect.stringMatching(/Z$/) as string,
        readAt: null,
        data: {
          transferId: expect.any(String) as string,
          accountNumber: user.accountNumber,
          seq: 1,
          amount: 100_000,
          currency: 'EUR',
          balanceAfter: 100_000,
          counterparty: {
            accountNumber: expect.stringMatching(/^\d{10}$/) as string,
            alias: null,
            holderName: expect.any(String) as string,
          },
          memo: 'Welcome',
        },
      },
    ]);
  });

  it('goes page by page without a gap or a repetition', async () => {
    const { user } = await paidUser(4);
    const whole = (await inbox(user)).items.map(({ id }) => id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof inbox>> = await inbox(user, `?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      expect(page.unread).toBe(5);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(whole).toHaveLength(5);
    expect(seen).toEqual(whole);
  });

  it('goes page by page through what was recorded at the same moment', async () => {
    const [user, payer] = [await registerUser(), await registerUser()];
    await Promise.all(
      Array.from({ length: 90 }, () => payer.api.post('/transfer', { to: user.username, amount: 1 }).expect(201)),
    );
    const { items } = await inbox(user, '?limit=100');
    expect(new Set(items.map(({ createdAt }) => createdAt)).size).toBeLessThan(items.length);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Awaited<ReturnType<typeof inbox>> = await inbox(user, `?limit=3${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(seen).toEqual(items.map(({ id }) => id));
    expect(seen).toEqual(seen.toSorted().reverse());
  });

  it('leaves out what was read when asked for unread ones', async () => {
    const { user } = await paidUser(2);
    const [newest] = (await inbox(user)).items;
    await user.api.post('/notifications/read', { ids: [newest?.id] }).expect(204);
    expect((await inbox(user, '?unread=true')).items.map(({ id }) => id)).not.toContain(newest?.id);
    expect((await inbox(user, '?unread=true')).items).toHaveLength(2);
    expect((await inbox(user, '?unread=false')).items).toHaveLength(3);
  });

  it.each(['limit=0', 'limit=101', 'limit=1.5', 'limit=many', 'cursor=nothing', 'unread=perhaps', 'page=2'])(
    'refuses %s',
    async (query) => {
      const user = await registerUser();
      expectInvalid(await user.api.get(`/notifications?${query}`), query.split('=')[0] ?? '');
    },
  );

  it('is closed to callers without a session', async () => {
    expectProblem(await anonymous.get('/notifications'), 401, 'unauthenticated');
  });
});

describe('POST /notifications/read', () => {
  it('marks the given ones, once', async () => {
    const { user } = await paidUser(2);
    const [newest, second] = (await inbox(user)).items;
    const ids = [newest?.id, second?.id];
    await user.api.post('/notifications/read', { ids }).expect(204);
    const { items, unread } = await inbox(user);
    expect(items.map(({ readAt }) => readAt !== null)).toEqual([true, true, false]);
    expect(unread).toBe(1);
    await user.api.post('/notifications/read', { ids }).expect(204);
    expect((await inbox(user)).items).toEqual(items);
  });

  it('marks all there are', async () => {
    const { user, payer } = await paidUser(2);
    await user.api.post('/notifications/read', { all: true }).expect(204);
    expect((await inbox(user)).unread).toBe(0);
    expect(bodyOf<MeDto>(await user.api.get('/me')).unread).toBe(0);
    await payer.api.post('/transfer', { to: user.username, amount: 9 }).expect(201);
    expect((await inbox(user)).unread).toBe(1);
  });

  it("leaves somebody else's alone", async () => {
    const { user, payer } = await paidUser(1);
    const [newest] = (await inbox(user)).items;
    await payer.api.post('/notifications/read', { ids: [newest?.id] }).expect(204);
    expect((await inbox(user)).unread).toBe(2);
  });

  it.each<[string, object, string]>([
    ['nothing', {}, 'ids'],
    ['both ids and all', { ids: ['0198c5a0-0000-7000-8000-000000000000'], all: true }, 'ids'],
    ['no id', { ids: [] }, 'ids'],
    ['more than 100 ids', { ids: Array.from({ length: 101 }, () => '0198c5a0-0000-7000-8000-000000000000') }, 'ids'],
    ['a malformed id', { ids: ['1'] }, 'ids'],
    ['ids: null', { ids: null }, 'ids'],
    ['all: null', { all: null }, 'all'],
    ['all: false', { all: false }, 'all'],
    ['an unknown field', { all: true, since: 1 }, 'since'],
  ])('refuses %s', async (_, body, field) => {
    const user = await registerUser();
    expectInvalid(await user.api.post('/notifications/read', body), field);
  });

  it('is closed to callers without a session', async () => {
    expectProblem(await anonymous.post('/notifications/read', { all: true }), 401, 'unauthenticated');
  });
});
