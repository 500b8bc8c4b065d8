import type { DailyBalancesDto } from '../../src/accounts/account.dto';
import type { EntryPageDto, StatementDto } from '../../src/accounts/entry.dto';
import {
  anonymous,
  bodyOf,
  BASE_URL2,
  expectInvalid,
  expectProblem,
  registerUser,
  succeeded,
  type TestUser,
  WELCOME_GRANT,
} from '@banking-demo/testkit/bank';
import { balanceOf, type Entry, expectChained, openAccount, paid, statementOf } from '@banking-demo/testkit/payments';

const DAY_MS = 86_400_000;

/** A user who paid another one so many times: 1, 2, 3… minor units. */
async function payerOf(payments: number): Promise<{ payer: TestUser; payee: TestUser; entries: string }> {
  const [payer, payee] = [await registerUser(), await registerUser()];
  for (let i = 1; i <= payments; i++)
    await paid(payer.api, { to: payee.username, amount: i, memo: `Payment ${String(i)}` });
  return { payer, payee, entries: `/accounts/${payer.accountNumber}/entries` };
}

async function page(user: TestUser, path: string): Promise<{ seqs: number[]; next: string | null }> {
  const { items, next } = bodyOf<EntryPageDto>(succeeded(await user.api.get(path), 200));
  return { seqs: items.map(({ seq }) => seq), next };
}

describe('GET /accounts/{number}/entries', () => {
  it('begins with the welcome grant', async () => {
    const { api, accountNumber } = await registerUser();
    const { items, next } = bodyOf<EntryPageDto>(await api.get(`/accounts/${accountNumber}/entries`));
    expect(items).toEqual([
      expect.objectContaining({ seq: 1, amount: WELCOME_GRANT, balanceAfter: WELCOME_GRANT }) as Entry,
    ]);
    expect(next).toBeNull();
  });

  it('tells each side of a transfer its own way', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const transfer = await paid(payer.api, { to: payee.username, amount: 2500, memo: 'Lunch' });
    const shared = {
      transferId: transfer.id,
      currency: transfer.currency,
      memo: 'Lunch',
      createdAt: transfer.createdAt,
    };
    const [, sent] = await statementOf(payer.api, payer.accountNumber);
    expect(sent).toEqual({
      ...shared,
      seq: 2,
      amount: -2500,
      balanceAfter: WELCOME_GRANT - 2500,
      counterparty: transfer.to,
    });
    const [, received] = await statementOf(payee.api, payee.accountNumber);
    expect(received).toEqual({
      ...shared,
      seq: 2,
      amount: 2500,
      balanceAfter: WELCOME_GRANT + 2500,
      counterparty: transfer.from,
    });
  });

  it('shows the newest first, and goes older with before', async () => {
    const { payer, entries } = await payerOf(6);
    expect(await page(payer, `${entries}?limit=3`)).toEqual({ seqs: [7, 6, 5], next: '5' });
    expect(await page(payer, `${entries}?limit=3&before=5`)).toEqual({ seqs: [4, 3, 2], next: '2' });
    expect(await page(payer, `${entries}?limit=3&before=2`)).toEqual({ seqs: [1], next: null });
    expect(await page(payer, `${entries}?limit=7`)).toEqual({ seqs: [7, 6, 5, 4, 3, 2, 1], next: null });
  });

  it('tells in ascending order what came after a seq', async () => {
    const { payer, entries } = await payerOf(6);
    expect(await page(payer, `${entries}?limit=3&after=2`)).toEqual({ seqs: [3, 4, 5], next: '5' });
    expect(await page(payer, `${entries}?limit=3&after=5`)).toEqual({ seqs: [6, 7], next: null });
    expect(await page(payer, `${entries}?after=7`)).toEqual({ seqs: [], next: null });
    expect(await page(payer, `${entries}?after=2&before=6&limit=2`)).toEqual({ seqs: [3, 4], next: '4' });
    expect(await page(payer, `${entries}?after=4&before=6&limit=2`)).toEqual({ seqs: [5], next: null });
    expect(await page(payer, `${entries}?after=0&limit=1`)).toEqual({ seqs: [1], next: '1' });
  });

  it('keeps its pages while new entries come', async () => {
    const { payer, payee, entries } = await payerOf(4);
    const first = await page(payer, `${entries}?limit=2`);
    await paid(payer.api, { to: payee.username, amount: 9 });
    expect(await page(payer, `${entries}?limit=2&before=${first.next ?? ''}`)).toEqual({ seqs: [3, 2], next: '2' });
  });

  it('numbers entries without a gap and carries the balance, whatever happens at once', async () => {
    const [one, other] = [await registerUser(), await registerUser()];
    const payments = Array.from({ length: 40 }, (_, i) =>
      i % 2 === 0
        ? paid(one.api, { to: other.username, amount: i + 1 })
        : paid(other.api.at(BASE_URL2), { to: one.username, amount: i + 1 }),
    );
    await Promise.all(payments);
    for (const { api, accountNumber } of [one, other]) {
      const statement = await statementOf(api, accountNumber);
      expect(statement).toHaveLength(41);
      expectChained(statement);
      expect(statement.at(-1)?.balanceAfter).toBe(await balanceOf(api));
    }
  });

  it('is empty for an account just opened', async () => {
    const { api } = await registerUser();
    const { number } = await openAccount(api);
    expect(await statementOf(api, number)).toEqual([]);
  });

  describe('narrowed down', () => {
    let user: TestUser;
    let shop: TestUser;
    let friend: TestUser;
    let entries: string;

    beforeAll(async () => {
      [user, shop, friend] = [
        await registerUser(),
        await registerUser({ displayName: 'Bäckerei Möller' }),
        await registerUser({ displayName: 'Frieda Fröhlich' }),
      ];
      entries = `/accounts/${user.accountNumber}/entries`;
      await paid(user.api, { to: shop.username, amount: 250, memo: 'Croissant & café' });
      await paid(friend.api, { to: user.username, amount: 1200, memo: 'Half of the rent' });
      await paid(user.api, { to: friend.username, amount: 1200 });
      await paid(user.api, { to: shop.username, amount: 9900, memo: 'Wedding cake' });
      await paid(shop.api, { to: user.username, amount: 9900, memo: 'Wedding called off' });
    });

    it.each([
      ['direction=in', [6, 3, 1]],
      ['direction=out', [5, 4, 2]],
      ['min=1200', [6, 5, 4, 3, 1]],
      ['max=1200', [4, 3, 2]],
      ['min=1200&max=1200', [4, 3]],
      ['min=1200&max=1200&direction=in', [3]],
      ['min=1201&max=1199', []],
      ['q=wedding', [6, 5]],
      ['q=WEDDING&direction=out', [5]],
      ['q=cafe', [2]],
      ['q=backerei', [6, 5, 2]],
      ['q=Fröhlich', [4, 3]],
      ['q=nothing of the kind', []],
      ['q=%25', []],
      ['q=wedding&after=0', [5, 6]],
      ['direction=in&after=1', [3, 6]],
      ['direction=in&before=6', [3, 1]],
      ['to=2020-01-01', []],
      ['from=2020-01-01&q=rent', [3]],
    ])('by %s', async (query, seqs) => {
      expect(await page(user, `${entries}?${encodeURI(query)}`)).toEqual({ seqs, next: null });
    });

    it('by the alias and the number of the counterparty', async () => {
      expect((await page(user, `${entries}?q=${friend.username.slice(1, 12)}`)).seqs).toEqual([4, 3]);
      expect((await page(user, `${entries}?q=${shop.accountNumber}`)).seqs).toEqual([6, 5, 2]);
    });

    it('by time, with both ends', async () => {
      const all = await statementOf(user.api, user.accountNumber);
      const [from, to] = [all[2]?.createdAt ?? '', all[4]?.createdAt ?? ''];
      expect((await page(user, `${entries}?from=${from}&to=${to}`)).seqs).toEqual([4, 3]);
      expect((await page(user, `${entries}?from=${from}&direction=out`)).seqs).toEqual([5, 4]);
      expect((await page(user, `${entries}?from=${from}&after=0&limit=2`)).seqs).toEqual([3, 4]);
    });

    it('by a day, which is its begin at either end', async () => {
      const all = await statementOf(user.api, user.accountNumber);
      // Entries of a test that runs over midnight are of two days.
      const day = all.at(-1)?.createdAt.slice(0, 10) ?? '';
      const before = all.filter(({ createdAt }) => createdAt < day).map(({ seq }) => seq);
      const after = all.filter(({ createdAt }) => createdAt >= day).map(({ seq }) => seq);
      expect((await page(user, `${entries}?to=${day}`)).seqs).toEqual(before.reverse());
      expect((await page(user, `${entries}?from=${day}`)).seqs).toEqual(after.reverse());
    });

    it('goes on from one page to the next', async () => {
      expect(await page(user, `${entries}?direction=in&limit=2`)).toEqual({ seqs: [6, 3], next: '3' });
      expect(await page(user, `${entries}?direction=in&limit=2&before=3`)).toEqual({ seqs: [1], next: null });
      expect(await page(user, `${entries}?q=wedding&limit=1&after=0`)).toEqual({ seqs: [5], next: '5' });
      expect(await page(user, `${entries}?q=wedding&limit=1&after=5`)).toEqual({ seqs: [6], next: null });
    });

    it.each([
      ['direction=sideways', 'direction'],
      ['min=-1', 'min'],
      ['min=1.5', 'min'],
      ['max=9007199254740992', 'max'],
      ['max=', 'max'],
      ['q=', 'q'],
      [`q=${'x'.repeat(65)}`, 'q'],
      ['q=%00', 'q'],
      ['q=a&q=b', 'q'],
      ['from=20260301', 'from'],
      ['to=2026-W05-1', 'to'],
      ['to=2026-03-01T10', 'to'],
      ['from=2026-03-01T00:00:00', 'from'],
    ])('refuses ?%s', async (query, field) => {
      expectInvalid(await user.api.get(`${entries}?${query}`), field);
    });

    it('has a head with the balance at both ends of a range', async () => {
      const all = await statementOf(user.api, user.accountNumber);
      const head = async (query: string): Promise<unknown> =>
        bodyOf<StatementDto>(succeeded(await user.api.get(`/accounts/${user.accountNumber}/statement${query}`), 200));
      expect(await head('')).toEqual({
        accountNumber: user.accountNumber,
        currency: 'EUR',
        from: expect.any(String) as string,
        to: expect.any(String) as string,
        openingBalance: 0,
        closingBalance: all.at(-1)?.balanceAfter,
        entries: 6,
      });
      const [from, to] = [all[2]?.createdAt ?? '', all[4]?.createdAt ?? ''];
      expect(await head(`?from=${from}&to=${to}`)).toMatchObject({
        from,
        to,
        openingBalance: all[1]?.balanceAfter,
        closingBalance: all[3]?.balanceAfter,
        entries: 2,
      });
      expect(await head('?from=2020-01-01&to=2020-02-01')).toMatchObject({ openingBalance: 0, closingBalance: 0 });
    });
  });

  it.each([
    ['before=0', 'before'],
    ['before=x', 'before'],
    ['before=-1', 'before'],
    ['before=1.5', 'before'],
    ['before=9007199254740992', 'before'],
    ['after=-1', 'after'],
    ['after=1e400', 'after'],
    ['after=', 'after'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['cursor=1', 'cursor'],
  ])('refuses ?%s', async (query, field) => {
    const { api, accountNumber } = await registerUser();
    expectInvalid(await api.get(`/accounts/${accountNumber}/entries?${query}`), field);
  });
});

describe('GET /accounts/{number}/balances', () => {
  async function daily(user: TestUser, query = ''): Promise<{ day: string; balance: number }[]> {
    const answer = succeeded(await user.api.get(`/accounts/${user.accountNumber}/balances${query}`), 200);
    return bodyOf<DailyBalancesDto>(answer).items;
  }

  it('gives thirty days, oldest first, up to what the account holds today', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    await paid(payer.api, { to: payee.username, amount: 400 });
    const balances = await daily(payer);
    const last = Date.parse(balances.at(-1)?.day ?? '');
    expect(balances.map(({ day }) => day)).toEqual(
      Array.from({ length: 30 }, (_, i) => isoDay(last - (29 - i) * DAY_MS)),
    );
    // Midnight may have passed meanwhile.
    expect([isoDay(Date.now()), isoDay(Date.now() - 60_000)]).toContain(isoDay(last));
    expect(balances.at(-1)?.balance).toBe(WELCOME_GRANT - 400);
    expect(balances[0]?.balance).toBe(0);
  });

  it('gives as many days as asked for', async () => {
    const user = await registerUser();
    expect(await daily(user, '?days=1')).toHaveLength(1);
    expect(await daily(user, '?days=366')).toHaveLength(366);
  });

  it.each(['days=0', 'days=367', 'days=a', 'days=1.5', 'days='])('refuses ?%s', async (query) => {
    const { api, accountNumber } = await registerUser();
    expectInvalid(await api.get(`/accounts/${accountNumber}/balances?${query}`), 'days');
  });
});

describe('GET /accounts/{number}/statement.csv', () => {
  const HEADER = 'seq,time,transfer,amount,currency,balance after,counterparty,counterparty account,memo';

  async function lines(user: TestUser, query = ''): Promise<string[]> {
    const answer = succeeded(await user.api.get(`/accounts/${user.accountNumber}/statement.csv${query}`), 200);
    return answer.text
      .replace(/^\ufeff/, '')
      .trimEnd()
      .split(/\r?\n/);
  }

  it('exports every entry, oldest first, in major units', async () => {
    const { payer, payee } = await payerOf(2);
    const [grant, first, second] = await statementOf(payer.api, payer.accountNumber);
    const { displayName } = payee.user;
    const row = (entry: Entry | undefined, ...cells: string[]): string =>
      [entry?.seq, entry?.createdAt, entry?.transferId, ...cells].join();
    expect(await lines(payer)).toEqual([
      HEADER,
      row(
        grant,
        '1000.00',
        'EUR',
        '1000.00',
        grant?.counterparty.holderName ?? '',
        grant?.counterparty.accountNumber ?? '',
        'Welcome',
      ),
      row(first, '-0.01', 'EUR', '999.99', displayName, payee.accountNumber, 'Payment 1'),
      row(second, '-0.02', 'EUR', '999.97', displayName, payee.accountNumber, 'Payment 2'),
    ]);
  });

  it('comes as a file that nobody keeps', async () => {
    const { api, accountNumber } = await registerUser();
    const { headers } = await api.get(`/accounts/${accountNumber}/statement.csv`);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe(`attachment; filename="statement-${accountNumber}.csv"`);
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['=1+1', `'=1+1`],
    ['+1', `'+1`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    [' =1+1', `' =1+1`],
    ['＝1+1', `'＝1+1`],
    ['a=1', 'a=1'],
    ['say "hi", you', '"say ""hi"", you"'],
  ])('writes the memo %s as %s', async (memo, cell) => {
    const [payer, payee] = [await registerUser(), await registerUser({ displayName: '=Mallory' })];
    await paid(payer.api, { to: payee.username, amount: 1, memo });
    const row = (await lines(payer)).at(-1) ?? '';
    expect(row.endsWith(`,'=Mallory,${payee.accountNumber},${cell}`)).toBe(true);
  });

  it('exports a range of time, its begin included and its end not', async () => {
    const { payer } = await payerOf(3);
    const [, first, second, third] = await statementOf(payer.api, payer.accountNumber);
    const ids = (rows: string[]): string[] => rows.slice(1).map((row) => row.split(',')[2] ?? '');
    const [from, to] = [first?.createdAt ?? '', third?.createdAt ?? ''];
    expect(ids(await lines(payer, `?from=${from}&to=${to}`))).toEqual([first?.transferId, second?.transferId]);
    expect(ids(await lines(payer, `?from=${to}`))).toEqual([third?.transferId]);
    expect(await lines(payer, '?to=2020-01-01')).toEqual([HEADER]);
  });

  it('exports more entries than one query reads', async () => {
    const [payer, payee] = [await registerUser(), await registerUser()];
    const [bursts, burst] = [42, 25];
    const count = bursts * burst;
    for (let i = 0; i < bursts; i++)
      await Promise.all(Array.from({ length: burst }, () => paid(payer.api, { to: payee.username, amount: 1 })));
    const rows = await lines(payee);
    expect(rows.slice(1).map((row) => Number(row.split(',')[0]))).toEqual(
      Array.from({ length: count + 1 }, (_, i) => i + 1),
    );
  });

  it.each([
    'from=yesterday',
    'to=2026-02-30',
    'from=1',
    'from=',
    'from=20260301',
    'to=2026-W05-1',
    'from=2026-03-01T10',
  ])('refuses ?%s', async (query) => {
    const { api, accountNumber } = await registerUser();
    expectInvalid(await api.get(`/accounts/${accountNumber}/statement.csv?${query}`), query.split('=')[0] ?? '');
  });

  it('comes with the mark of UTF-8, and as a German spreadsheet wants it', async () => {
    const { payer } = await payerOf(1);
    const path = `/accounts/${payer.accountNumber}/statement.csv?separator=semicolon&decimal=comma`;
    const [header = '', , payment = ''] = succeeded(await payer.api.get(path), 200).text.split('\n');
    expect(header).toMatch(/^\ufeffseq;time;/);
    expect(payment).toContain(';-0,01;EUR;999,99;');
  });

  it.each(['separator=pipe', 'separator=', 'decimal=.', 'decimal=comma&decimal=point'])(
    'refuses ?%s',
    async (query) => {
      const { api, accountNumber } = await registerUser();
      expectInvalid(await api.get(`/accounts/${accountNumber}/statement.csv?${query}`), query.split('=')[0] ?? '');
    },
  );

  it('wants the session in the header, not in the address', async () => {
    const { accountNumber, sessionId } = await registerUser();
    const path = `/accounts/${accountNumber}/statement.csv`;
    expectProblem(await anonymous.get(`${path}?sessionId=${sessionId}`), 401, 'unauthenticated');
  });
});

describe('somebody else’s account', () => {
  it.each(['entries', 'balances', 'statement', 'statement.csv'])('has no %s for a stranger', async (what) => {
    const [user, stranger] = [await registerUser(), await registerUser()];
    expectProblem(await user.api.get(`/accounts/${stranger.accountNumber}/${what}`), 404, 'not_found');
    expectProblem(await anonymous.get(`/accounts/${stranger.accountNumber}/${what}`), 401, 'unauthenticated');
  });
});

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
