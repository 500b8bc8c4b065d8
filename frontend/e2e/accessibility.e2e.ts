import type { Route } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { everyView, findings, someViews } from './support/findings';
import { arriveAt, people, type People, screens } from './support/screens';
import { useVisitors } from './support/visitors';

const [url] = inject('urls');
const visit = useVisitors(url);

/** What all but one's own name and accounts do: never answer, or fail. */
const troubles = {
  loading: () => undefined,
  failing: (route: Route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      json: { code: 'dependency_unavailable', detail: 'Redis is away.', status: 503, requestId: 'r' },
    }),
};
const paths = ['/', '/transfer', '/activity', '/statement', '/notifications', '/security', '/system'];

let who: People;

beforeAll(async () => {
  who = await people(url);
});

describe('everybody can use, in every window and colours,', () => {
  it.each(screens)('$name', async (screen) => {
    const visitor = await visit({ ...(screen.signedOut ? {} : { as: who.user }), reducedMotion: 'reduce' });
    await arriveAt(screen, visitor, who);
    expect(await findings(visitor.page, everyView)).toEqual([]);
  });

  describe.each(Object.entries(troubles))('while the bank is %s,', (_name, answer) => {
    it.each(paths)('%s', async (path) => {
      const visitor = await visit({ as: who.user, reducedMotion: 'reduce' });
      await visitor.page.route(
        (address) => address.pathname.startsWith('/api/') && !address.pathname.endsWith('/me'),
        answer,
      );
      await visitor.open(path);
      await visitor.page.locator('bank-loaded[data-shown], h1').first().waitFor();
      await visitor.page
        .getByTestId('connection')
        .getByText(/^(Delayed|Degraded)$/)
        .waitFor();
      expect(await findings(visitor.page, someViews)).toEqual([]);
      await visitor.page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  });

  it.each(paths)('offline, %s', async (path) => {
    const visitor = await (await visit({ as: who.user, reducedMotion: 'reduce' })).watch(path);
    await visitor.page.context().setOffline(true);
    await visitor.page.getByTestId('connection').getByText('Offline').waitFor();
    expect(await findings(visitor.page, someViews)).toEqual([]);
  });
});
