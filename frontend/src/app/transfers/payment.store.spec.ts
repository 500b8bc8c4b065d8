import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BOB, problem, settle, TestBank, transferOf } from '../../testing/bank';
import type { Draft } from './payment';
import { PaymentStore } from './payment.store';

const PATH = '/api/transfer';
const DRAFT: Draft = { to: 'bob', amount: 2500, memo: 'Lunch', from: '4000000021' };

let bank: TestBank;
let store: PaymentStore;

beforeEach(async () => {
  vi.useFakeTimers();
  bank = new TestBank();
  store = TestBed.inject(PaymentStore);
  await bank.enter();
});

afterEach(() => vi.useRealTimers());

function reviewed(): void {
  store.edit(DRAFT);
  store.review(DRAFT, BOB);
}

/** What a reload leaves: the browser's storage, and nothing in memory. */
async function reload(userId = 'alice-id'): Promise<void> {
  TestBed.resetTestingModule();
  bank = new TestBank();
  store = TestBed.inject(PaymentStore);
  await bank.enter(userId);
}

async function loseAnswer(): Promise<{ key: string | null; body: unknown }> {
  const { request } = await bank.request('POST', PATH);
  bank.http.match(PATH);
  return { key: request.headers.get('Idempotency-Key'), body: request.body };
}

describe('a payment', () => {
  it('is sent once, however often it is confirmed', async () => {
    reviewed();
    void store.confirm();
    void store.confirm();
    const request = await bank.request('POST', PATH);
    request.flush(transferOf(6, 2500), { status: 201, statusText: 'Created' });
    await settle();
    expect(store.stage()).toBe('done');
    void store.confirm();
    await bank.none('POST', PATH);
  });

  it('has its key before anything is sent, and keeps it over a reload', async () => {
    store.edit(DRAFT);
    const { key } = store.payment();
    await reload();
    expect(store.payment().key).toBe(key);
    expect(store.payment().draft).toEqual(DRAFT);
  });

  it('goes to the account that was shown, not to a name that may change hands', async () => {
    reviewed();
    void store.confirm();
    const { request } = await bank.request('POST', PATH);
    expect(request.body).toEqual({ to: BOB.accountNumber, amount: 2500, memo: 'Lunch', from: '4000000021' });
  });

  it('whose answer is lost is asked for with the same key until the bank answers', async () => {
    reviewed();
    void store.confirm();
    const first = await bank.request('POST', PATH);
    first.error(new ProgressEvent('error'));
    await settle();
    expect(store.stage()).toBe('checking');
    const second = await bank.request('POST', PATH);
    expect(second.request.headers.get('Idempotency-Key')).toBe(first.request.headers.get('Idempotency-Key'));
    expect(second.request.body).toEqual(first.request.body);
    second.error(new ProgressEvent('error'));
    await vi.advanceTimersByTimeAsync(1000);
    (await bank.request('POST', PATH)).flush(transferOf(6, 2500));
    await settle();
    expect(store.stage()).toBe('done');
  });

  it.each(['overloaded', 'too_many_requests', 'dependency_unavailable', 'outcome_unknown', 'internal'])(
    'once lost is not given up for %s, which says nothing about it',
    async (code) => {
      reviewed();
      void store.confirm();
      (await bank.request('POST', PATH)).error(new ProgressEvent('error'));
      (await bank.request('POST', PATH)).flush(problem(code), { status: 503, statusText: '' });
      await settle();
      expect(store.stage()).toBe('checking');
    },
  );

  it('on its way during a reload is asked for afterwards, with key and body as they were', async () => {
    reviewed();
    void store.confirm();
    const before = await loseAnswer();
    await reload();
    expect(store.stage()).toBe('checking');
    const { request } = await bank.request('POST', PATH);
    expect(request.headers.get('Idempotency-Key')).toBe(before.key);
    expect(request.body).toEqual(before.body);
  });

  it('that is refused goes back to the form with the reason, and its key', async () => {
    reviewed();
    const { key } = store.payment();
    void store.confirm();
    (await bank.request('POST', PATH)).flush(problem('insufficient_funds'), { status: 422, statusText: '' });
    await settle();
    expect(store.stage()).toBe('edit');
    expect(store.refusal()?.code).toBe('insufficient_funds');
    expect(store.payment().key).toBe(key);
  });

  it('that meets a busy bank can be confirmed again', async () => {
    reviewed();
    void store.confirm();
    (await bank.request('POST', PATH)).flush(problem('overloaded'), { status: 503, statusText: '' });
    await settle();
    expect(store.stage()).toBe('review');
    void store.confirm();
    await bank.request('POST', PATH);
  });

  it('is still there after the session ended in the middle', async () => {
    reviewed();
    void store.confirm();
    (await bank.request('POST', PATH)).flush(problem('unauthenticated'), { status: 401, statusText: '' });
    await settle();
    await reload();
    expect(store.stage()).toBe('review');
    expect(store.payment().draft).toEqual(DRAFT);
  });

  it('is not shown to somebody else in the same tab', async () => {
    reviewed();
    await reload('mallory-id');
    expect(store.stage()).toBe('edit');
    expect(store.payment().draft.to).toBe('');
  });

  it('under a key that paid something else says so instead of paying again', async () => {
    reviewed();
    void store.confirm();
    (await bank.request('POST', PATH)).flush(problem('idempotency_key_reused'), { status: 422, statusText: '' });
    await settle();
    expect(store.stage()).toBe('reused');
  });

  it('shows its receipt after a reload, and makes place for a new one when it is left', async () => {
    reviewed();
    const { key } = store.payment();
    void store.confirm();
    (await bank.request('POST', PATH)).flush(transferOf(6, 2500));
    await settle();
    await reload();
    expect(store.stage()).toBe('done');
    store.left();
    expect(store.stage()).toBe('edit');
    expect(store.payment().key).not.toBe(key);
  });

  it('on its way is not replaced by opening the form for somebody else', async () => {
    reviewed();
    void store.confirm();
    await loseAnswer();
    store.opened('carol');
    expect(store.payment().draft.to).toBe('bob');
  });
});
