import { TestBed } from '@angular/core/testing';
import { firstValueFrom, Subject } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { problem, settle, TestBank } from '../../testing/bank';
import { Api } from '../api/api';
import { getMe } from '../api/fn/auth/get-me';
import { SessionStore } from './session.store';

/** What a tab hears when another one asks for another id of the session they share. */
async function hearOfRenewal(): Promise<void> {
  const [otherTab, witness] = [new BroadcastChannel('bank.session'), new BroadcastChannel('bank.session')];
  const delivered = new Promise((resolve) => witness.addEventListener('message', resolve));
  otherTab.postMessage('renewing');
  await delivered;
  await settle();
  for (const channel of [otherTab, witness]) channel.close();
}

describe('the session', () => {
  afterEach(() => vi.useRealTimers());

  it('ends with the tab, unless one wants to be remembered', () => {
    const store = TestBed.inject(SessionStore);
    store.open('secret', false);
    expect(localStorage).toHaveLength(0);
    store.open('secret', true);
    expect(sessionStorage).toHaveLength(0);
    expect(localStorage).toHaveLength(1);
  });

  it('is found again after a reload', () => {
    TestBed.inject(SessionStore).open('secret', true);
    TestBed.resetTestingModule();
    expect(TestBed.inject(SessionStore).id()).toBe('secret');
  });

  it('leaves nothing behind when it ends', () => {
    const store = TestBed.inject(SessionStore);
    store.open('secret', true);
    store.end('revoked');
    expect(store.id()).toBeNull();
    expect(store.ended()).toBe('revoked');
    expect(localStorage).toHaveLength(0);
  });

  it('ends in every tab that shares it, for the same reason', () => {
    const store = TestBed.inject(SessionStore);
    store.open('secret', true);
    // What this tab hears when another one was told that the session is revoked.
    for (const [oldValue, newValue] of [
      ['secret', 'ended: revoked'],
      ['ended: revoked', null],
    ])
      dispatchEvent(new StorageEvent('storage', { key: 'bank.session', oldValue, newValue }));
    expect(store.ended()).toBe('revoked');
  });

  it('tells the other tabs why it ended', () => {
    const told: string[] = [];
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation((_key, value) => void told.push(value));
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation((key) => (key === 'bank.session' ? 'secret' : null));
    const store = TestBed.inject(SessionStore);
    store.end('password-changed');
    expect(told).toEqual(['ended: password-changed']);
  });

  it('goes with every call as a header, and ends when the bank does not know it any more', async () => {
    const bank = new TestBank();
    const store = TestBed.inject(SessionStore);
    store.open('secret', false);
    const calling = TestBed.inject(Api)
      .invoke(getMe)
      .catch(() => undefined);
    const call = await bank.request('GET', '/api/me');
    expect(call.request.headers.get('Authorization')).toBe('Bearer secret');
    expect(call.request.urlWithParams).not.toContain('secret');
    call.flush(problem('unauthenticated'), { status: 401, statusText: '' });
    await calling;
    await settle();
    expect(store.ended()).toBe('expired');
  });

  it('is not ended by a late answer to the one before', async () => {
    const bank = new TestBank();
    const store = TestBed.inject(SessionStore);
    store.open('old', false);
    const calling = TestBed.inject(Api)
      .invoke(getMe)
      .catch(() => undefined);
    const call = await bank.request('GET', '/api/me');
    store.open('new', false);
    call.flush(problem('unauthenticated'), { status: 401, statusText: '' });
    await calling;
    expect(store.id()).toBe('new');
  });

  it('goes on under the id that a changed password gives it, kept where the one before was', async () => {
    const store = TestBed.inject(SessionStore);
    for (const remember of [false, true]) {
      store.open('old', remember);
      await store.renew(() => Promise.resolve('new'));
      expect([store.id(), store.began()]).toEqual(['new', 'old']);
      expect((remember ? localStorage : sessionStorage).getItem('bank.session')).toBe('new');
      expect((remember ? sessionStorage : localStorage).getItem('bank.session')).toBeNull();
    }
    store.end('signed-out');
    expect(localStorage).toHaveLength(0);
  });

  it('gets another id in every tab that shares it', async () => {
    const store = TestBed.inject(SessionStore);
    store.open('old', true);
    dispatchEvent(new StorageEvent('storage', { key: 'bank.session', oldValue: 'old', newValue: 'new' }));
    expect([store.id(), store.ended()]).toEqual(['new', null]);
    expect(await store.refused('old', 'expired')).toBe(true);
  });

  it('waits for the id that another tab asks for, until it is kept or not to be had', async () => {
    const store = TestBed.inject(SessionStore);
    store.open('old', true);
    await hearOfRenewal();
    const refused = store.refused('old', 'expired');
    dispatchEvent(new StorageEvent('storage', { key: 'bank.session', oldValue: 'old', newValue: 'new' }));
    expect([await refused, store.ended()]).toEqual([true, null]);
  });

  it('waits for that also when it hears first that the id before has ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const store = TestBed.inject(SessionStore);
    store.open('old', true);
    const refused = store.refused('old', 'password-changed');
    await hearOfRenewal();
    // Longer than it waits where nothing is heard.
    await vi.advanceTimersByTimeAsync(5000);
    dispatchEvent(new StorageEvent('storage', { key: 'bank.session', oldValue: 'old', newValue: 'new' }));
    expect([await refused, store.ended()]).toEqual([true, null]);
  });

  it('does not take the id before for the one that takes its place, when it hears of that first', async () => {
    const store = TestBed.inject(SessionStore);
    store.open('old', true);
    localStorage.setItem('bank.session.former', 'old');
    const refused = store.refused('old', 'password-changed');
    await settle();
    localStorage.setItem('bank.session', 'new');
    dispatchEvent(new StorageEvent('storage', { key: 'bank.session', oldValue: 'old', newValue: 'new' }));
    expect([await refused, store.id(), store.ended()]).toEqual([true, 'new', null]);
  });

  it('does not wait long for an id that nobody asks for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const store = TestBed.inject(SessionStore);
    store.open('old', true);
    const refused = store.refused('old', 'password-changed');
    expect(store.ended()).toBeNull();
    await vi.advanceTimersByTimeAsync(2000);
    expect([await refused, store.ended()]).toEqual([false, 'password-changed']);
  });

  it('gets another id in a tab that slept meanwhile, and not that of another user', async () => {
    const store = TestBed.inject(SessionStore);
    store.open('old', true);
    localStorage.setItem('bank.session.former', 'old');
    localStorage.setItem('bank.session', 'new');
    expect(await store.refused('old', 'expired')).toBe(true);
    expect(store.id()).toBe('new');
    localStorage.setItem('bank.session.former', 'somebody');
    localStorage.setItem('bank.session', 'another user');
    expect(await store.refused('new', 'expired')).toBe(false);
    expect(store.ended()).toBe('expired');
  });

  it('is not ended by what was sent before another id was there: it is sent again', async () => {
    const bank = new TestBank();
    const store = TestBed.inject(SessionStore);
    store.open('old', false);
    const answered = new Subject<string>();
    const renewing = store.renew(() => firstValueFrom(answered));
    const calling = TestBed.inject(Api).invoke(getMe);
    (await bank.request('GET', '/api/me')).flush(problem('unauthenticated'), { status: 401, statusText: '' });
    await settle();
    expect(store.id()).toBe('old');
    answered.next('new');
    await renewing;
    const again = await bank.request('GET', '/api/me');
    expect(again.request.headers.get('Authorization')).toBe('Bearer new');
    again.flush({});
    await calling;
    expect(store.ended()).toBeNull();
  });

  it('ends when no other id comes', async () => {
    const store = TestBed.inject(SessionStore);
    store.open('old', true);
    const renewing = store.renew(() => Promise.reject(new Error('refused')));
    const heard = store.refused('old', 'revoked');
    await expect(renewing).rejects.toThrow('refused');
    expect(await heard).toBe(false);
    expect(store.ended()).toBe('revoked');
  });
});
