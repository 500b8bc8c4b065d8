import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Client } from './support/client';
import { worstFindings } from './support/findings';
import { useVisitors } from './support/visitors';
import type { Visitor } from './support/visitor';

const [url] = inject('urls');
const visit = useVisitors(url);

interface Screen {
  name: string;
  path: string;
  signedOut?: true;
  /** Brings the screen to where it is worth looking at. */
  act: (visitor: Visitor) => Promise<unknown>;
}

const heading = (name: string | RegExp) => (visitor: Visitor) => visitor.page.getByRole('heading', { name }).waitFor();
let friend: Client;

const screens: Screen[] = [
  { name: 'sign-in', path: '/sign-in', signedOut: true, act: (visitor) => visitor.sees('Alice Archer') },
  {
    name: 'sign-in with errors',
    path: '/sign-in',
    signedOut: true,
    act: async (visitor) => {
      await visitor.button('Sign in').click();
      await visitor.sees('Enter your username.');
    },
  },
  {
    name: 'register',
    path: '/register',
    signedOut: true,
    act: async (visitor) => {
      await visitor.field('Username').fill('ev');
      await visitor.field('Password').fill('short');
    },
  },
  { name: 'overview', path: '/', act: (visitor) => visitor.page.locator('bank-area-chart canvas').waitFor() },
  {
    name: 'transfer form',
    path: '/transfer',
    act: async (visitor) => {
      await visitor.fillPayment(friend.username, '12.5', 'Lunch');
      await visitor.sees(/^This is/);
    },
  },
  {
    name: 'transfer form with errors',
    path: '/transfer',
    act: async (visitor) => {
      await visitor.button('Review').click();
      await visitor.sees('Enter an amount.');
    },
  },
  { name: 'review', path: '/transfer', act: (visitor) => visitor.reviewPayment(friend.username, '1', 'Lunch') },
  {
    name: 'checking',
    path: '/transfer',
    act: async (visitor) => {
      await visitor.page.route('**/api/transfer', (route) => route.abort());
      await visitor.reviewPayment(friend.username, '1');
      await visitor.button('Send €1.00').click();
      await visitor.page.getByTestId('checking').waitFor();
    },
  },
  {
    name: 'receipt',
    path: '/transfer',
    act: async (visitor) => {
      await visitor.reviewPayment(friend.username, '1', 'Lunch');
      await visitor.button('Send €1.00').click();
      await visitor.page.getByTestId('receipt').waitFor();
    },
  },
  { name: 'activity', path: '/activity', act: (visitor) => visitor.page.locator('bank-entry-row').first().waitFor() },
  {
    name: 'transfer detail',
    path: '/activity',
    act: async (visitor) => {
      await visitor.page.locator('bank-entry-row').first().click();
      await visitor.sees('Your balance after');
    },
  },
  {
    name: 'activity through a filter that nothing passes',
    path: '/activity?q=nothing-of-this&min=1&from=2026-01-01',
    act: (visitor) => visitor.sees('Nothing matches these filters'),
  },
  { name: 'statement', path: '/statement', act: (visitor) => visitor.page.getByTestId('paper').waitFor() },
  {
    name: 'unavailable',
    path: '/',
    act: async (visitor) => {
      // Without what is fetched ahead, and as the next build of the page leaves an open one: its parts are gone.
      await visitor.page.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));
      await visitor.page.reload();
      await visitor.connected();
      await visitor.page.route('**/*.js', (route) => route.abort());
      await visitor.page.getByRole('navigation').getByRole('link', { name: 'Security' }).click();
      await visitor.page.getByTestId('unavailable').waitFor();
    },
  },
  {
    name: 'open an account',
    path: '/',
    act: async (visitor) => {
      await visitor.page.getByTestId('account').click();
      await visitor.page.getByRole('menuitem', { name: 'Open another account' }).click();
      await visitor.field('Name of the account').waitFor();
    },
  },
  {
    name: 'notifications',
    path: '/notifications',
    act: (visitor) => visitor.page.locator('bank-notification-row').first().waitFor(),
  },
  {
    name: 'notifications panel',
    path: '/',
    act: async (visitor) => {
      await visitor.button(/^Notifications/).click();
      await visitor.page.getByRole('dialog').locator('bank-notification-row').first().waitFor();
    },
  },
  {
    name: 'account menu',
    path: '/',
    act: async (visitor) => {
      await visitor.page.getByTestId('account').click();
      await visitor.page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'user menu',
    path: '/',
    act: async (visitor) => {
      await visitor.button('Your menu').click();
      await visitor.page.getByRole('menuitemradio').first().waitFor();
    },
  },
  { name: 'security', path: '/security', act: (visitor) => visitor.sees('This one') },
  { name: 'system', path: '/system', act: (visitor) => visitor.sees('The ledger adds up') },
  { name: 'nothing there', path: '/nothing/there', act: heading('There is nothing here') },
];

describe.each([
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
])('at a width of $width', (viewport) => {
  let user: Client;

  beforeAll(async () => {
    [user, friend] = await Promise.all([
      Client.register(url, 'Ursula Featherstonehaugh-Cholmondeley'),
      Client.register(url, 'Fred Friend'),
    ]);
    await friend.pay(
      user.username,
      700,
      'A memo that goes on for so long that no line of a phone has room for all of it',
    );
  });

  it.each(screens)('$name has no serious finding, light or dark, and fits', async ({ path, signedOut, act }) => {
    const visitor = await visit({ ...(signedOut ? {} : { as: user }), viewport, reducedMotion: 'reduce' });
    await visitor.open(path);
    if (!signedOut) await visitor.connected();
    await act(visitor);
    for (const colorScheme of ['light', 'dark'] as const) {
      await visitor.page.emulateMedia({ colorScheme });
      expect(await worstFindings(visitor.page), colorScheme).toEqual([]);
    }
    const { needed, given } = await visitor.page.evaluate(() => ({
      needed: document.documentElement.scrollWidth,
      given: innerWidth,
    }));
    expect(needed).toBeLessThanOrEqual(given);
  });
});

describe.each(['/', '/transfer', '/activity', '/statement', '/notifications', '/security', '/system'])(
  'in German, %s',
  (path) => {
    it('has no serious finding, fits a phone, and leaves no English behind', async () => {
      const viewport = { width: 360, height: 740 };
      const visitor = await visit({
        as: await Client.register(url),
        viewport,
        locale: 'de-DE',
        reducedMotion: 'reduce',
      });
      await visitor.watch(path);
      await visitor.page.locator('bank-loaded[data-shown=content], h1').first().waitFor();
      expect(await worstFindings(visitor.page)).toEqual([]);
      const over = await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over).toBeLessThanOrEqual(0);
      const text = await visitor.page.locator('bank-shell').innerText();
      expect(text).not.toMatch(/\b(the|you|your|and|is|account number|Money|Notifications|Overview)\b/);
    });
  },
);

describe('the page', () => {
  it('reports no error at all on a walk through every screen', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/');
    for (const name of ['Transfer', 'Activity', 'Security', 'System', 'Overview']) {
      await visitor.page.getByRole('navigation').getByRole('link', { name }).click();
      await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    }
    await visitor.open('/notifications');
    await visitor.connected();
    expect(visitor.failedLoads).toEqual([]);
  });

  it('answers a deep link, and lets hashed files be kept but not the page itself', async () => {
    const page = await fetch(`${url}/activity`);
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toContain('no-cache');
    const script = /src="(main-[^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
    const file = await fetch(`${url}/${script}`, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(file.headers.get('cache-control')).toContain('immutable');
    expect(file.headers.get('content-encoding')).toBe('gzip');
  });

  it('remembers the chosen appearance', async () => {
    const visitor = await (await visit({ as: await Client.register(url), colorScheme: 'light' })).watch('/');
    const background = () => visitor.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await visitor.button('Your menu').click();
    await visitor.page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await visitor.page.waitForFunction((before) => getComputedStyle(document.body).backgroundColor !== before, light);
    const dark = await background();
    await visitor.page.reload();
    await visitor.connected();
    expect(await background()).toBe(dark);
  });

  it('can be used by the keyboard alone', async () => {
    const [payer, payee] = await Promise.all([Client.register(url), Client.register(url, 'Kay Keys')]);
    const visitor = await (await visit({ as: payer })).watch('/transfer');
    const { keyboard } = visitor.page;
    await visitor.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    await keyboard.type(payee.username);
    await keyboard.press('Tab');
    await keyboard.type('3.5');
    await keyboard.press('Enter');
    await visitor.sees('Is this right?');
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await visitor.page.getByTestId('receipt').waitFor();
  });
});
