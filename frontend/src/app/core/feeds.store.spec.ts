import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALICE, entry, settle, TestBank } from '../../testing/bank';
import { AccountsStore } from './accounts.store';
import { type Arrivals, FeedsStore } from './feeds.store';
import { Live } from './live';

const ENTRIES = `/api/accounts/${ALICE.accountNumber}/entries`;
const GRACE_MS = 250;

let bank: TestBank;
let accounts: AccountsStore;
let feeds: FeedsStore;
let arrived: number[];

beforeEach(async () => {
  vi.useFakeTimers();
  bank = new TestBank();
  await bank.enter('alice-id', 5);
  accounts = TestBed.inject(AccountsStore);
  feeds = TestBed.inject(FeedsStore);
  arrived = [];
  feeds.arrivals.subscribe(({ entries }: Arrivals) => arrived.push(...entries.map(({ seq }) => seq)));
});

afterEach(() => vi.useRealTimers());

const apply = (seq: number): void => feeds.apply(ALICE.accountNumber, [entry(seq)]);
const snapshot = (seq: number): void => feeds.take([{ number: ALICE.accountNumber, seq, balance: seq * 100 }]);
const latest = (): number[] | undefined => accounts.latest.value()?.map(({ seq }) => seq);
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('the live account', () => {
  it('follows a push at once', async () => {
    apply(6);
    expect(accounts.active()?.balance).toBe(600);
    expect(latest()?.[0]).toBe(6);
    expect(arrived).toEqual([6]);
    await pass(GRACE_MS);
    await bank.none('GET', ENTRIES);
  });

  it('shows what comes twice once', async () => {
    apply(6);
    apply(6);
    expect(arrived).toEqual([6]);
    expect(latest()?.filter((seq) => seq === 6)).toHaveLength(1);
    await pass(GRACE_MS);
    await bank.none('GET', ENTRIES);
  });

  it('fetches what a jump in seq left out, and shows all of it in order', async () => {
    apply(8);
    expect(accounts.active()?.balance).toBe(800);
    expect(arrived).toEqual([]);
    await pass(GRACE_MS);
    const catchUp = await bank.request('GET', ENTRIES);
    expect(catchUp.request.params.get('after')).toBe('5');
    catchUp.flush({ items: [entry(6), entry(7), entry(8)], next: null });
    await settle();
    expect(arrived).toEqual([6, 7, 8]);
    expect(latest()).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('asks for nothing when a late push fills the hole', async () => {
    apply(7);
    apply(6);
    expect(accounts.active()?.balance).toBe(700);
    expect(arrived).toEqual([6, 7]);
    await pass(GRACE_MS);
    await bank.none('GET', ENTRIES);
  });

  it('asks seldom in a rush in which every push leaves a hole', async () => {
    let requests = 0;
    for (let seq = 10, ms = 0; ms < 24_000; seq += 5, ms += 500) {
      apply(seq);
      await pass(500);
      for (const open of bank.http.match(({ url }) => url === ENTRIES)) {
        requests++;
        const after = Number(open.request.params.get('after'));
        const items = Array.from({ length: Math.min(100, seq - after) }, (_, index) => entry(after + 1 + index));
        open.flush({ items, next: null });
      }
    }
    expect(requests).toBeGreaterThan(3);
    expect(requests).toBeLessThan(13);
    expect(accounts.active()?.seq).toBe(245);
  });

  it('catches up after a reconnect by the snapshot', async () => {
    snapshot(7);
    expect(accounts.active()?.balance).toBe(700);
    await pass(GRACE_MS);
    (await bank.request('GET', ENTRIES)).flush({ items: [entry(6), entry(7)], next: null });
    await settle();
    expect(arrived).toEqual([6, 7]);
  });

  it('asks for nothing when the snapshot brings nothing new', async () => {
    snapshot(5);
    await pass(GRACE_MS);
    await bank.none('GET', ENTRIES);
  });

  it('takes the newest page when far too much is missing', async () => {
    snapshot(5000);
    await pass(GRACE_MS);
    const newest = await bank.request('GET', ENTRIES);
    expect(newest.request.params.has('after')).toBe(false);
    newest.flush({ items: [entry(5000), entry(4999)], next: '4999' });
    await settle();
    expect(latest()?.[0]).toBe(5000);
    apply(5001);
    expect(arrived).toEqual([5001]);
    await pass(GRACE_MS);
    await bank.none('GET', ENTRIES);
  });

  it('knows nobody any more once the session is over', async () => {
    TestBed.inject(Live).stop();
    await settle();
    apply(6);
    expect(arrived).toEqual([]);
    expect(feeds.heads().size).toBe(0);
  });
});

describe('the accounts', () => {
  it('show one that was opened elsewhere as soon as the bank tells of it', () => {
    const [main] = accounts.accounts();
    if (!main) throw new Error('Somebody signed in has an account.');
    const other = { ...main, number: '4000000047', name: 'Holiday', alias: null, balance: 0, seq: 0 };
    accounts.take([{ ...other, openedAt: '2026-11-24T08:00:00.000Z' }, main]);
    expect(accounts.accounts().map(({ name }) => name)).toEqual(['Main account', 'Holiday']);
    feeds.apply(other.number, [{ ...entry(1), balanceAfter: 100 }]);
    expect(accounts.accounts()[1]?.balance).toBe(100);
  });

  it('are full with ten', () => {
    const [main] = accounts.accounts();
    if (!main) throw new Error('Somebody signed in has an account.');
    const more = Array.from({ length: 9 }, (_, index) => ({ ...main, number: `400000010${String(index)}` }));
    accounts.take(more.slice(1));
    expect(accounts.full()).toBe(false);
    accounts.take(more);
    expect(accounts.full()).toBe(true);
  });
});
