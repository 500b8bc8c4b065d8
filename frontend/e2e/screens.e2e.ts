import { describe, expect, inject, it } from 'vitest';
import { Client } from './support/client';
import { useVisitors } from './support/visitors';

const [url] = inject('urls');
const visit = useVisitors(url);

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

  it('answers a deep link, and is never kept itself', async () => {
    const page = await fetch(`${url}/activity`);
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toContain('no-cache');
    const script = /src="(start-[^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
    const file = await fetch(`${url}/${script}`, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(file.headers.get('content-encoding')).toBe('gzip');
  });

  it('may be kept by browsers in all its parts, since their names change with them', async () => {
    const visitor = await visit();
    const kept: Record<string, string | undefined> = {};
    visitor.page.on('response', (response) => {
      if (/\.(js|css|woff2)$/.test(response.url())) kept[response.url()] = response.headers()['cache-control'];
    });
    await visitor.open('/sign-in');
    await visitor.sees('Alice Archer');
    await expect.poll(() => Object.keys(kept).length).toBeGreaterThan(5);
    expect(Object.values(kept).filter((rule) => !rule?.includes('immutable'))).toEqual([]);
  });

  it.each([
    { path: '/sign-in', screen: 'bank-sign-in-page' },
    { path: '/', screen: 'bank-overview-page' },
  ])('asks for all that $path needs together with its main script', async ({ path, screen }) => {
    const visitor = await visit(path === '/' ? { as: await Client.register(url) } : {});
    const { page } = visitor;
    // Nothing is fetched ahead or upon an answer: what comes is needed.
    await page.addInitScript(() => Object.assign(globalThis, { requestIdleCallback: () => 0 }));
    await page.route('**/api/**', () => undefined);
    await visitor.open(path);
    await page.locator(screen).waitFor({ state: 'attached' });
    const [named, fetched] = await page.evaluate(() => [
      [...document.querySelectorAll<HTMLLinkElement>('link[rel=modulepreload]')].map(({ href }) => href),
      performance.getEntriesByType('resource').flatMap(({ name }) => (name.includes('/chunk-') ? [name] : [])),
    ]);
    expect(named.length).toBeGreaterThan(0);
    expect(fetched.toSorted()).toEqual(named.toSorted());
    await page.unrouteAll({ behavior: 'ignoreErrors' });
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
