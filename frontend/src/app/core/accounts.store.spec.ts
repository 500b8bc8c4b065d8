import { beforeEach, describe, expect, it } from 'vitest';
import { ALICE, entry, settle, TestBank } from '../../testing/bank';
import type { AccountsStore, Arrivals } from './accounts.store';

const ENTRIES = `/api/accounts/${ALICE.accountNumber}/entries`;
const ready = (seq: number) => ({
  pod: 'pod-1',
  unread: 0,
  accounts: [{ number: ALICE.accountNumber, seq, balance: seq * 100 }],
});

let bank: TestBank;
let store: AccountsStore;
let arrived: number[];

beforeEach(async () => {
  bank = new TestBank();
  store = await bank.enter('alice-id', 5);
  arrived = [];
  store.arrivals.subscribe(({ entries }: Arrivals) => arrived.push(...entries.map(({ seq }) => seq)));
});

const apply = (seq: number): void => store.apply(ALICE.accountNumber, [entry(seq)]);

describe('the live account', () => {
  it('follows a push at once', async () => {
    apply(6);
    expect(store.active()?.balance).toBe(600);
    expect(store.recent()?.[0]?.seq).toBe(6);
    expect(arrived).toEqual([6]);
    await bank.none('GET', ENTRIES);
  });

  it('shows what comes twice once', async () => {
    apply(6);
    apply(6);
    expect(arrived).toEqual([6]);
    expect(store.recent()?.filter(({ seq }) => seq === 6)).toHaveLength(1);
    await bank.none('GET', ENTRIES);
  });

  it('fetches what a jump in seq left out, and shows all of it in order', async () => {
    apply(8);
    expect(store.active()?.balance).toBe(800);
    expect(arrived).toEqual([]);
    const catchUp = await bank.request('GET', ENTRIES);
    expect(catchUp.request.params.get('after')).toBe('5');
    catchUp.flush({ items: [entry(6), entry(7), entry(8)], next: null });
    await settle();
    expect(arrived).toEqual([6, 7, 8]);
    expect(store.recent()?.map(({ seq }) => seq)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('does not turn the balance back for a late entry', async () => {
    apply(7);
    apply(6);
    expect(store.active()?.balance).toBe(700);
    expect(arrived).toEqual([6, 7]);
    (await bank.request('GET', ENTRIES)).flush({ items: [entry(6), entry(7)], next: null });
    await settle();
    expect(arrived).toEqual([6, 7]);
  });

  it('catches up after a reconnect by the snapshot', async () => {
    store.snapshot(ready(7));
    expect(store.active()?.balance).toBe(700);
    (await bank.request('GET', ENTRIES)).flush({ items: [entry(6), entry(7)], next: null });
    await settle();
    expect(arrived).toEqual([6, 7]);
  });

  it('asks for nothing when the snapshot brings nothing new', async () => {
    store.snapshot(ready(5));
    await bank.none('GET', ENTRIES);
  });

  it('takes the newest page when far too much is missing', async () => {
    store.snapshot(ready(5000));
    const newest = await bank.request('GET', ENTRIES);
    expect(newest.request.params.has('after')).toBe(false);
    newest.flush({ items: [entry(5000), entry(4999)], next: '4999' });
    await settle();
    expect(store.recent()?.[0]?.seq).toBe(5000);
    apply(5001);
    expect(arrived).toEqual([5001]);
    await bank.none('GET', ENTRIES);
  });

  it('knows nobody any more once cleared', () => {
    store.clear();
    expect(store.user()).toBeNull();
    expect(store.active()).toBeNull();
    apply(6);
    expect(arrived).toEqual([]);
  });
});
