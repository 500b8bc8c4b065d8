import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NotificationPush } from '@banking-demo/realtime';
import { settle, TestBank } from '../../testing/bank';
import { InboxStore } from './inbox.store';

const LIST = '/api/notifications';
const push = (id: string, kind: NotificationPush['kind'] = 'session.opened'): NotificationPush => ({
  id,
  kind,
  createdAt: '2026-11-23T08:00:00.000Z',
  data: { device: 'Chrome on Linux', address: '127.0.0.1' },
});
const stored = (id: string, readAt: string | null = null) => ({ ...push(id), readAt });

let bank: TestBank;
let inbox: InboxStore;
let arrived: string[];

beforeEach(async () => {
  bank = new TestBank();
  inbox = TestBed.inject(InboxStore);
  arrived = [];
  inbox.arrived.subscribe((notifications) => arrived.push(...notifications.map(({ id }) => id)));
  await bank.enter();
  inbox.refresh();
  (await bank.request('GET', LIST)).flush({ items: [stored('b')], next: null, unread: 1 });
  await settle();
});

describe('the inbox', () => {
  it('counts and tells of what is pushed, each once', () => {
    inbox.take([push('c')]);
    inbox.take([push('c'), push('d'), push('d')]);
    expect(inbox.unread()).toBe(3);
    expect(arrived).toEqual(['c', 'd']);
  });

  it('neither counts nor marks own payments as unread', () => {
    inbox.take([push('c', 'transfer.sent')]);
    expect(inbox.unread()).toBe(1);
    expect(inbox.items.value()?.[0]?.readAt).not.toBeNull();
  });

  it('marks read at once and tells the bank', async () => {
    void inbox.markRead(['b']);
    expect(inbox.unread()).toBe(0);
    expect(inbox.items.value()?.[0]?.readAt).not.toBeNull();
    const told = await bank.request('POST', `${LIST}/read`);
    expect(told.request.body).toEqual({ ids: ['b'] });
  });

  it('shows the truth again when the bank could not be told', async () => {
    void inbox.markAllRead();
    (await bank.request('POST', `${LIST}/read`)).error(new ProgressEvent('error'));
    (await bank.request('GET', LIST)).flush({ items: [stored('b')], next: null, unread: 1 });
    await settle();
    expect(inbox.unread()).toBe(1);
    expect(inbox.items.value()?.[0]?.readAt).toBeNull();
  });

  it('tells how many came while there was no connection', async () => {
    let missed = 0;
    inbox.missed.subscribe((count) => (missed = count));
    inbox.refresh({ announce: true });
    const items = [stored('d'), stored('c', '2026-11-23T09:00:00.000Z'), stored('b')];
    (await bank.request('GET', LIST)).flush({ items, next: null, unread: 2 });
    await settle();
    expect(missed).toBe(1);
    expect(inbox.unread()).toBe(2);
    expect(arrived).toEqual([]);
  });
});
