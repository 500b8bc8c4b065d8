import type { ProvenanceDto, TransferPageDto } from '../../src/transfers/transfer.dto';
import {
  anonymous,
  type Api,
  BASE_URL2,
  bodyOf,
  expectInvalid,
  expectProblem,
  type Json,
  registerUser,
  succeeded,
  type TestUser,
  WELCOME_GRANT,
} from '@banking-demo/testkit/bank';
import { openAccount, paid, type Transfer } from '@banking-demo/testkit/payments';
import { until } from '@banking-demo/testkit/until';

async function history(api: Api, query = ''): Promise<Transfer[]> {
  return bodyOf<TransferPageDto>(succeeded(await api.get(`/transfers${query}`), 200)).items;
}

function ids(transfers: Transfer[]): string[] {
  return transfers.map(({ id }) => id);
}

/** Two users who paid each other in turns, the first one first; oldest first, as the payer saw it. */
async function exchange(count: number): Promise<{ one: TestUser; other: TestUser; made: Transfer[] }> {
  const [one, other] = [await registerUser(), await registerUser()];
  const made: Transfer[] = [];
  for (let i = 0; i < count; i++) {
    const [payer, payee] = i % 2 === 0 ? [one, other] : [other, one];
    made.push(await paid(payer.api, { to: payee.username, amount: i + 1 }));
  }
  return { one, other, made };
}

describe('GET /transfers', () => {
  it('lists what went out and came in, newest first, down to the welcome grant', async () => {
    const { one, made } = await exchange(3);
    const listed = await history(one.api);
    expect(ids(listed.slice(0, 3))).toEqual(ids(made).reverse());
    expect(listed.map(({ direction }) => direction)).toEqual(['out', 'in', 'out', 'in']);
    expect(listed[0]).toEqual(made[2]);
    expect(listed[3]).toMatchObject({
      kind: 'grant',
      amount: WELCOME_GRANT,
      accountNumber: one.accountNumber,
      seq: 1,
      balanceAfter: WELCOME_GRANT,
    });
  });

  it('shows what came in from the receiver’s side', async () => {
    const { one, other, made } = await exchange(1);
    const [received] = await history(other.api.at(BASE_URL2));
    expect(received).toEqual({
      ...made[0],
      direction: 'in',
      accountNumber: other.accountNumber,
      seq: 2,
      balanceAfter: WELCOME_GRANT + 1,
    });
    expect(received?.from.accountNumber).toBe(one.accountNumber);
  });

  it('covers all own accounts, and tells one between two of them once', async () => {
    const { api } = await registerUser();
    const { number } = await openAccount(api);
    const there = await paid(api, { to: number, amount: 500 });
    expect((await history(api)).slice(0, -1)).toEqual([there]);
    expect(await history(api, '?direction=out')).toEqual([there]);
    const [seenIn] = await history(api, '?direction=in');
    expect(seenIn).toMatchObject({ id: there.id, direction: 'in', accountNumber: number, seq: 1, balanceAfter: 500 });
  });

  it('is read page by page, each transfer once, while new ones come', async () => {
    const { one, other, made } = await exchange(7);
    const read: Transfer[] = [];
    for (let query = '?limit=3'; query !== '';) {
      const { items, next } = bodyOf<TransferPageDto>(succeeded(await one.api.get(`/transfers${query}`), 200));
      read.push(...items);
      query = next === null ? '' : `?limit=3&cursor=${next}`;
      await paid(one.api, { to: other.username, amount: 1 });
    }
    expect(ids(read.slice(0, -1))).toEqual(ids(made).reverse());
    expect(read.at(-1)?.kind).toBe('grant');
  });

  it('says that there is no next page when the last one is just full', async () => {
    const { one } = await exchange(2);
    expect(bodyOf<TransferPageDto>(await one.api.get('/transfers?limit=3')).next).toBeNull();
    expect(bodyOf<TransferPageDto>(await one.api.get('/transfers?limit=2')).next).not.toBeNull();
  });

  it('filters by direction', async () => {
    const { one, made } = await exchange(4);
    expect(ids(await history(one.api, '?direction=out'))).toEqual(ids([made[2], made[0]] as Transfer[]));
    const received = await history(one.api, '?direction=in');
    expect(ids(received.slice(0, -1))).toEqual(ids([made[3], made[1]] as Transfer[]));
    expect(received.every(({ direction }) => direction === 'in')).toBe(true);
  });

  it('pages within a filter', async () => {
    const { one, made } = await exchange(5);
    const first = bodyOf<TransferPageDto>(await one.api.get('/transfers?direction=out&limit=2'));
    const second = bodyOf<TransferPageDto>(
      await one.api.get(`/transfers?direction=out&limit=2&cursor=${first.next ?? ''}`),
    );
    expect(ids([...first.items, ...second.items])).toEqual(ids([made[4], made[2], made[0]] as Transfer[]));
    expect(second.next).toBeNull();
  });

  it('filters by time, from a moment on and before another', async () => {
    const { one, made } = await exchange(4);
    const [, second, third] = made;
    const [from, to] = [second?.createdAt ?? '', third?.createdAt ?? ''];
    expect(ids(await history(one.api, `?from=${from}&to=${to}`))).toEqual(ids([second] as Transfer[]));
    expect(ids(await history(one.api, `?from=${from}`))).toEqual(ids(made.slice(1)).reverse());
    expect(ids(await history(one.api, `?to=${from}`))[0]).toBe(made[0]?.id);
    expect(await history(one.api, '?from=2100-01-01')).toEqual([]);
    expect(await history(one.api, '?to=2000-01-01T00:00:00%2B02:00')).toEqual([]);
  });

  it('shows nobody else’s', async () => {
    await exchange(2);
    const { api } = await registerUser();
    expect((await history(api)).map(({ kind }) => kind)).toEqual(['grant']);
    expectProblem(await anonymous.get('/transfers'), 401, 'unauthenticated');
  });

  it('may be given a cursor that is nobody’s', async () => {
    const { one, made } = await exchange(1);
    const stranger = await registerUser();
    expect(await history(stranger.api, `?cursor=${made[0]?.id ?? ''}`)).toHaveLength(0);
    expect(await history(one.api, '?cursor=ffffffff-ffff-7fff-bfff-ffffffffffff')).toHaveLength(2);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=', 'limit'],
    ['cursor=1', 'cursor'],
    ['cursor=%00', 'cursor'],
    ['cursor=', 'cursor'],
    ['direction=up', 'direction'],
    ['direction=out&direction=in', 'direction'],
    ['from=yesterday', 'from'],
    ['from=2026-13-01', 'from'],
    ['to=2026-02-30', 'to'],
    ['to=1700000000000', 'to'],
    ['offset=1', 'offset'],
    ['account=1000000008', 'account'],
  ])('refuses ?%s', async (query, field) => {
    const { api } = await registerUser();
    expectInvalid(await api.get(`/transfers?${query}`), field);
  });
});

describe('GET /transfers/{id}/provenance', () => {
  async function provenanceOf(api: Api, id: string): Promise<Json<ProvenanceDto>> {
    return bodyOf<ProvenanceDto>(succeeded(await api.get(`/transfers/${id}/provenance`), 200));
  }

  it('has both entries, which sum to zero, and the seq of each in its account', async () => {
    const { one, other, made } = await exchange(2);
    const [first, second] = made;
    for (const [api, own] of [
      [one.api, 0],
      [other.api, 1],
    ] as const) {
      const { entries, currency } = await provenanceOf(api, first?.id ?? '');
      expect(entries.map(({ account }) => account.alias)).toEqual([one.username, other.username]);
      expect(entries.map(({ amount }) => amount)).toEqual([-1, 1]);
      expect(entries.map(({ seq }) => seq)).toEqual([2, 2]);
      expect(entries.findIndex((entry) => entry.own)).toBe(own);
      expect(currency).toBe(first?.currency);
    }
    expect((await provenanceOf(one.api, second?.id ?? '')).entries.map(({ seq }) => seq)).toEqual([3, 3]);
  });

  it('tells nobody a balance, and the key to none but who chose it', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const { id } = await paid(payer.api, { to: payee.username, amount: 7 }, 'a-key-of-mine');
    expect((await provenanceOf(payer.api, id)).idempotencyKey).toBe('a-key-of-mine');
    const seen = await payee.api.get(`/transfers/${id}/provenance`);
    expect(bodyOf<ProvenanceDto>(seen).idempotencyKey).toBeNull();
    expect(seen.text).not.toMatch(/a-key-of-mine|balance/i);
  });

  it('knows on every pod in which batch it was, and where in it', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const made = await Promise.all(
      Array.from({ length: 20 }, () => paid(payer.api, { to: payee.username, amount: 1 })),
    );
    for (const api of [payer.api, payer.api.at(BASE_URL2)]) {
      const batches = await Promise.all(made.map(({ id }) => until(async () => (await provenanceOf(api, id)).batch)));
      for (const [i, { place, transfers, committedAt, durationMs }] of batches.entries()) {
        expect(place).toBeGreaterThanOrEqual(1);
        expect(place).toBeLessThanOrEqual(transfers);
        expect(durationMs).toBeGreaterThan(0);
        expect(Date.parse(committedAt)).toBeGreaterThanOrEqual(Date.parse(made[i]?.createdAt ?? ''));
      }
      const places = batches.map(({ pod, number, place }) => `${pod} ${String(number)} ${String(place)}`);
      expect(new Set(places).size).toBe(20);
      // Within a batch the order of entries is that of places.
      const order = made
        .map(({ seq }, i) => ({ seq, ...batches[i] }))
        .filter(({ number, pod }) => [number, pod].join() === [batches[0]?.number, batches[0]?.pod].join())
        .sort((a, b) => a.seq - b.seq);
      const inOrder = order.map(({ place }) => place ?? 0);
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    }
  });

  it('has no batch for a welcome grant, which is made with the registration', async () => {
    const user = await registerUser();
    const grant = (await history(user.api)).find(({ kind }) => kind === 'grant');
    const { batch, entries, idempotencyKey } = await provenanceOf(user.api, grant?.id ?? '');
    expect([batch, idempotencyKey]).toEqual([null, null]);
    expect(entries.map(({ amount, own }) => [amount, own])).toEqual([
      [-WELCOME_GRANT, false],
      [WELCOME_GRANT, true],
    ]);
  });

  it('is nobody else’s business', async () => {
    const { made } = await exchange(1);
    const stranger = await registerUser();
    expectProblem(await stranger.api.get(`/transfers/${made[0]?.id ?? ''}/provenance`), 404, 'not_found');
  });
});
