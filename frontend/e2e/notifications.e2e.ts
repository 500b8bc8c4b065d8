import { describe, expect, inject, it } from 'vitest';
import { Client } from './support/client';
import { addNotifications } from './support/long-history';
import { useVisitors } from './support/visitors';

const [url, otherUrl] = inject('urls');
const visit = useVisitors(url);

async function friends(): Promise<[Client, Client]> {
  return Promise.all([Client.register(url, 'Uma User'), Client.register(url, 'Fred Friend')]);
}

describe('a notification', () => {
  it('is counted by bell and title, told by a toast, and read from the panel', async () => {
    const [user, friend] = await friends();
    const visitor = await (await visit({ as: user })).watch('/');
    const { page } = visitor;
    await visitor.button(/^Notifications/).click();
    await visitor.button('Mark all read').click();
    await page.keyboard.press('Escape');
    await friend.pay(user.username, 700, 'Ice cream');
    await page.getByTestId('toast').getByText('€7.00 from Fred Friend').waitFor();
    await page.getByTestId('unread').getByText('1', { exact: true }).waitFor();
    expect(await page.title()).toBe('(1) Overview · Banking demo');
    await visitor.button('Notifications, 1 unread').click();
    await page.getByRole('dialog').getByText('€7.00 from Fred Friend').click();
    await page.getByText('Your balance after').waitFor();
    await page.getByTestId('unread').waitFor({ state: 'detached' });
    expect(await page.title()).toBe('Activity · Banking demo');
    const { unread } = await user.me();
    expect(unread).toBe(0);
  });

  it('read in one tab is read in the other', async () => {
    const [user, friend] = await friends();
    const first = await (await visit({ as: user })).watch('/notifications');
    const second = await first.page.context().newPage();
    await second.addInitScript((id) => sessionStorage.setItem('bank.session', id), user.sessionId);
    await second.goto(`${url}/notifications`);
    await second.getByTestId('connection').getByText('Live').waitFor();
    await friend.pay(user.username, 700);
    await second.getByTestId('unread').waitFor();
    await first.button('Mark all read').click();
    await second.getByTestId('unread').waitFor({ state: 'detached' });
  });

  it('shows once in each of several tabs, on whichever pod', async () => {
    const [user, friend] = await friends();
    const tabs = await Promise.all([visit({ as: user }), visit({ as: user, at: otherUrl })]);
    await Promise.all(tabs.map((tab) => tab.watch('/notifications')));
    await friend.pay(user.username, 1_234);
    for (const { page } of tabs) {
      const row = page.locator('bank-notification-row', { hasText: '€12.34 from Fred Friend' });
      await row.waitFor();
      expect(await row.count()).toBe(1);
    }
  });

  it('is one of a thousand, of which a few are drawn', async () => {
    const user = await Client.register(url);
    const { id } = (await user.me()).user;
    await addNotifications(inject('databaseUrl'), id, 1_000);
    const visitor = await (await visit({ as: user })).watch('/notifications');
    const { page } = visitor;
    const rows = page.locator('bank-notification-row');
    await rows.first().waitFor();
    const oldest = rows.filter({ hasText: 'welcome gift' });
    const drawn: number[] = [];
    while (!(await oldest.isVisible())) {
      await page.mouse.wheel(0, 4_000);
      drawn.push(await page.evaluate(() => document.querySelectorAll('*').length));
    }
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(1_000 * 75);
    expect(Math.max(...drawn)).toBeLessThan(1_500);
    expect(await rows.count()).toBeLessThan(60);
  });

  it('loads older ones on the way down', async () => {
    const [user, friend] = await friends();
    for (let count = 0; count < 40; count++) await friend.pay(user.username, 1 + count);
    const visitor = await (await visit({ as: user })).watch('/notifications');
    const rows = visitor.page.locator('bank-notification-row');
    await rows.first().waitFor();
    const oldest = rows.filter({ hasText: 'welcome gift' });
    while (!(await oldest.isVisible())) await visitor.page.mouse.wheel(0, 1500);
  });
});

describe('presence', () => {
  it('of somebody who paid and was paid is shown as it changes', async () => {
    const [user, friend] = await friends();
    await user.pay(friend.username, 100);
    await friend.pay(user.username, 50);
    const visitor = await (await visit({ as: user })).watch('/');
    await visitor.page.getByRole('link', { name: /^Send money to F.*, offline$/ }).waitFor();
    const other = await (await visit({ as: friend, at: otherUrl })).watch('/');
    await visitor.page.getByRole('link', { name: /^Send money to F.*, online$/ }).waitFor();
    await other.page.close();
    await visitor.page.getByRole('link', { name: /^Send money to F.*, offline$/ }).waitFor();
  });
});
