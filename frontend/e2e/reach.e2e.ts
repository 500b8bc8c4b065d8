import { describe, expect, inject, it } from 'vitest';
import { Client } from './support/client';
import { useVisitors } from './support/visitors';
import type { Visitor } from './support/visitor';

const [url] = inject('urls');
const visit = useVisitors(url);

const chip = (visitor: Visitor, state: string) => visitor.page.getByTestId('connection').getByText(state).waitFor();
const go = (visitor: Visitor, name: string) =>
  visitor.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

/** What was not visited is fetched when there is nothing else to do. */
async function fetchedAhead({ page }: Visitor): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByType('resource').length > 25);
  await page.waitForLoadState('networkidle');
}

/** From now on nothing of the page, and no answer, comes any more; sockets that are open close. */
async function cutOff(visitor: Visitor): Promise<void> {
  await visitor.page.context().setOffline(true);
  await chip(visitor, 'Offline');
}

describe('offline', () => {
  it('a screen that was never visited opens, says what is missing, and loads it once one is back', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/');
    await fetchedAhead(visitor);
    await cutOff(visitor);
    await go(visitor, 'Security');
    await visitor.page.getByRole('heading', { name: 'Security' }).waitFor();
    await visitor.page.getByRole('alert').getByText('The bank cannot be reached right now.').waitFor();
    await visitor.page.context().setOffline(false);
    await visitor.sees('This one');
    await chip(visitor, 'Live');
  });

  it('a screen whose part is missing says so under its own address, and comes up by itself', async () => {
    const visitor = await visit({ as: await Client.register(url) });
    const { page } = visitor;
    // Nothing is fetched ahead, as when the network goes right after the page came.
    await page.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));
    await visitor.watch('/');
    await cutOff(visitor);
    await go(visitor, 'Security');
    await page
      .getByTestId('unavailable')
      .getByText(/This device is offline, and this screen/)
      .waitFor();
    expect(new URL(page.url()).pathname).toBe('/security');
    await go(visitor, 'Overview');
    await page.getByRole('heading', { name: /Hello/ }).waitFor();
    await go(visitor, 'Security');
    await page.getByTestId('unavailable').waitFor();
    await page.context().setOffline(false);
    await visitor.sees('This one');
    expect(new URL(page.url()).pathname).toBe('/security');
  });

  it('Activity shows one thing at a time, and its rows once one is back', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/security');
    await fetchedAhead(visitor);
    await cutOff(visitor);
    await go(visitor, 'Activity');
    await visitor.page.getByRole('alert').waitFor();
    expect(await visitor.page.locator('bank-activity-page .skeleton').count()).toBe(0);
    await visitor.page.context().setOffline(false);
    await visitor.page.getByTestId('statement').getByRole('listitem').first().waitFor();
    expect(await visitor.page.getByRole('alert').count()).toBe(0);
  });
});

describe('the connection chip', () => {
  it('says Degraded while calls fail though the socket is open, and Live after', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/');
    const body = JSON.stringify({
      code: 'dependency_unavailable',
      detail: 'Redis is away.',
      status: 503,
      requestId: 'r',
    });
    await visitor.page.route('**/api/**', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body }),
    );
    await chip(visitor, 'Degraded');
    await visitor.page.unroute('**/api/**');
    await chip(visitor, 'Live');
  });

  it('says Delayed while no answer comes', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/');
    await visitor.page.route('**/api/accounts**', () => new Promise(() => undefined));
    await chip(visitor, 'Delayed');
    await visitor.page.unroute('**/api/accounts**');
    await chip(visitor, 'Live');
  });

  it('says Delayed where sockets are refused; everything is loaded all the same, and news comes by asking', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url, 'Fred Friend')]);
    await user.pay(friend.username, 100);
    const visitor = await visit({ as: user });
    await visitor.page.routeWebSocket('**/socket.io/**', (socket) => void socket.close());
    await visitor.open('/');
    await visitor.page.getByRole('link', { name: /^Send money to F/ }).waitFor();
    await visitor.button(/^Notifications/).click();
    await visitor.page.getByRole('dialog').locator('bank-notification-row').first().waitFor();
    await visitor.page.keyboard.press('Escape');
    await chip(visitor, 'Delayed');
    await friend.pay(user.username, 700, 'By asking');
    await visitor.balanceBecomes('€1,006.00');
    await visitor.page.getByTestId('latest').getByText('By asking').waitFor();
  });

  it('asks at once when the device wakes up, and does not trust a socket from before', async () => {
    const visitor = await visit({ as: await Client.register(url) });
    let sockets = 0;
    visitor.page.on('websocket', () => sockets++);
    await visitor.watch('/');
    await visitor.page.evaluate(() => {
      const state = (value: string): void => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => value });
        document.dispatchEvent(new Event('visibilitychange'));
      };
      const now = Date.now;
      state('hidden');
      Date.now = () => now() + 60_000;
      state('visible');
      Date.now = now;
    });
    await visitor.page.waitForResponse((response) => response.url().endsWith('/api/accounts'), { timeout: 3_000 });
    await chip(visitor, 'Live');
    expect(sockets).toBe(2);
  });

  it('does not trust a socket that has fallen silent', async () => {
    const visitor = await visit({ as: await Client.register(url) });
    let silent = false;
    let sockets = 0;
    await visitor.page.routeWebSocket('**/socket.io/**', (socket) => {
      const first = sockets++ === 0;
      socket.connectToServer().onMessage((message) => {
        if (!(first && silent)) socket.send(message);
      });
    });
    await visitor.watch('/');
    silent = true;
    await expect.poll(() => sockets, { timeout: 40_000 }).toBe(2);
    await chip(visitor, 'Live');
  });

  it('names the pod', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/');
    await visitor.page.getByTestId('connection').getByText(/^pod-/).waitFor();
  });
});

/** Opens the overview with none of the parts it does without; they come once the function it resolves to is called. */
async function watchWithoutParts(visitor: Visitor): Promise<() => void> {
  const { page } = visitor;
  await page.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));
  await visitor.watch('/');
  let answer = (): void => undefined;
  const slow = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/*.js', async (route) => {
    await slow;
    await route.continue();
  });
  return () => {
    answer();
  };
}

describe('on a slow network', () => {
  it('what was tapped says that it works', async () => {
    const visitor = await visit({ as: await Client.register(url) });
    const { page } = visitor;
    const answer = await watchWithoutParts(visitor);
    await go(visitor, 'Security');
    await page.getByTestId('going').waitFor();
    await page.locator('.destination.going', { hasText: 'Security' }).waitFor();
    answer();
    await page.getByRole('heading', { name: 'Security' }).waitFor();
    await page.getByTestId('going').waitFor({ state: 'detached' });
  });

  it('a menu opens by itself once its part has come, and gives the focus back', async () => {
    const visitor = await visit({ as: await Client.register(url) });
    const { page } = visitor;
    const answer = await watchWithoutParts(visitor);
    const button = visitor.button('Your menu');
    await button.press('Enter');
    await page.locator('.opening').waitFor();
    answer();
    const first = page.getByRole('menuitemradio').first();
    await first.waitFor();
    await expect.poll(() => first.evaluate((item) => item === document.activeElement)).toBe(true);
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Escape');
    await first.waitFor({ state: 'detached' });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await button.getAttribute('aria-expanded')).toBe('false');
  });

  it('a panel whose part does not come says so, and opens when it is pressed again', async () => {
    const visitor = await visit({ as: await Client.register(url) });
    const { page } = visitor;
    await page.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));
    await visitor.watch('/');
    await page.route('**/*.js', (route) => route.abort());
    const bell = visitor.button(/^Notifications/);
    await bell.click();
    await page.getByTestId('toast').getByText('The bank cannot be reached right now.').waitFor();
    await page.unrouteAll();
    await bell.click();
    await page.getByRole('dialog').waitFor();
    expect(await bell.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await bell.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('signing in does, too', async () => {
    const visitor = await visit();
    let answer = (): void => undefined;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    await visitor.page.route('**/api/login', async (route) => {
      await slow;
      await route.continue();
    });
    await visitor.open('/sign-in');
    await visitor.button(/Carol Cooper/).click();
    await visitor.page.getByTestId('busy').waitFor();
    await visitor.page.locator('.persona.entering', { hasText: 'Carol Cooper' }).waitFor();
    answer();
    await visitor.page.getByRole('heading', { name: 'Hello, Carol Cooper' }).waitFor();
  });
});
