import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { settle, TestBank } from '../../testing/bank';
import { draw, part } from '../../testing/browser';
import type { Notification } from '../api/models/notification';
import { InboxStore } from '../core/inbox.store';
import { InboxPage } from './inbox.page';

const COUNT = 1_000;

/** Newest first. */
function many(): Notification[] {
  return Array.from({ length: COUNT }, (_, index) => ({
    id: `0199c2b5-0000-7000-8000-${String(COUNT - index).padStart(12, '0')}`,
    kind: 'session.opened' as const,
    data: { device: `Device ${String(COUNT - index)}`, address: '127.0.0.1' },
    createdAt: new Date(Date.UTC(2026, 0, 1) + (COUNT - index) * 60_000).toISOString(),
    readAt: index % 2 ? null : '2026-11-23T08:00:00.000Z',
  }));
}

describe(`an inbox of ${String(COUNT)}`, () => {
  let host: HTMLElement;
  beforeEach(async () => {
    await page.viewport(1280, 800);
    const bank = new TestBank();
    await bank.enter();
    TestBed.inject(InboxStore).refresh();
    (await bank.request('GET', '/api/notifications')).flush({ items: many(), next: null, unread: COUNT / 2 });
    await settle();
    ({ host } = await draw(InboxPage));
    await expect.element(page.getByText('Device 1000')).toBeVisible();
  });

  const rows = () => host.querySelectorAll('bank-notification-row').length;

  it('is as high as all its rows and draws those in sight, wherever one scrolls to', async () => {
    const list = part(host, '[role=list]');
    expect(list.getBoundingClientRect().height).toBeGreaterThan(COUNT * 79);
    for (const share of [0.3, 0.6, 1]) {
      scrollTo(0, document.documentElement.scrollHeight * share);
      await expect.poll(rows).toBeLessThan(40);
      await expect.poll(inSight).toBeGreaterThan(5);
    }
    await expect.element(page.getByText('Device 1', { exact: false }).last()).toBeVisible();
    const last = [...host.querySelectorAll('bank-notification-row')].at(-1);
    expect(last?.getAttribute('aria-posinset')).toBe(String(COUNT));
    expect(last?.getAttribute('aria-setsize')).toBe(String(COUNT));
  });

  function inSight(): number {
    return [...host.querySelectorAll('bank-notification-row')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    }).length;
  }

  it('is walked through by the keyboard', async () => {
    await page.getByText('Mark all read').click();
    for (let step = 0; step < 30; step++) await userEvent.keyboard('{Tab}');
    const focused = document.activeElement?.closest('bank-notification-row');
    expect(focused?.getBoundingClientRect().bottom).toBeLessThanOrEqual(innerHeight + 1);
    expect(Number(focused?.getAttribute('aria-posinset'))).toBeGreaterThan(20);
  });
});
