import { TestBed } from '@angular/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { problem, settle, TestBank } from '../../testing/bank';
import { Api } from '../api/api';
import { getMe } from '../api/fn/auth/get-me';
import { SessionStore } from './session.store';

describe('the session', () => {
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
});
