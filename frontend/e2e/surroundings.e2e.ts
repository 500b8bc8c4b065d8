import { describe, expect, inject, it } from 'vitest';
import { Client, PASSWORD } from './support/client';
import { useVisitors } from './support/visitors';
import type { Visitor } from './support/visitor';

const [url, otherUrl] = inject('urls');
const visit = useVisitors(url);
const phone = { width: 360, height: 740 };

async function signIn(visitor: Visitor, { username }: Client, remember = false): Promise<void> {
  await visitor.field('Username').fill(username);
  await visitor.field('Password').fill(PASSWORD);
  if (remember) await visitor.page.getByLabel('Remember me on this device').check();
  await visitor.button('Sign in').click();
}

describe('the language', () => {
  it.each([
    ['de-AT', 'de-AT', 'Anmelden'],
    ['en-IE', 'en-IE', 'Sign in'],
    ['fr-FR', 'en-GB', 'Sign in'],
  ])('for a browser in %s is told as %s', async (locale, lang, text) => {
    const visitor = await (await visit({ locale })).open('/sign-in');
    await visitor.page.getByRole('heading', { name: text }).waitFor();
    await expect.poll(() => visitor.page.evaluate(() => document.documentElement.lang)).toBe(lang);
  });

  it('writes dates and amounts as it does', async () => {
    const visitor = await visit({ as: await Client.register(url), locale: 'fr-FR' });
    await visitor.watch('/');
    await visitor.balanceBecomes('€1,000.00');
  });

  it('is chosen by hand, and remembered', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/');
    await visitor.button('Your menu').click();
    await visitor.page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
    await visitor.page.getByRole('heading', { name: /^Hallo/ }).waitFor();
    await visitor.page.reload();
    await visitor.page.getByRole('heading', { name: /^Hallo/ }).waitFor();
    await visitor.page.getByText('1.000,00 €').first().waitFor({ state: 'attached' });
  });

  it('may be one that no browser should have', async () => {
    const visitor = await visit();
    await visitor.page.addInitScript(() => {
      Object.defineProperty(navigator, 'language', { get: () => 'en-US@posix' });
      Object.defineProperty(navigator, 'languages', { get: () => ['en-US@posix', 'c', ''] });
    });
    await visitor.open('/sign-in');
    await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await expect.poll(() => visitor.page.evaluate(() => document.documentElement.lang)).toBe('en-US');
  });
});

describe('before its scripts are there', () => {
  it('the page begins as the screen does that comes, in its language and its place', async () => {
    const visitor = await visit({ locale: 'de-DE' });
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await visitor.page.route('**/main-*.js', (route) => held.then(() => route.continue()));
    await visitor.page.goto(`${url}/sign-in`, { waitUntil: 'commit' });
    const { title, lead, username } = visitor.texts.signIn;
    const heading = visitor.page.getByRole('heading', { level: 1, name: title });
    const leads = visitor.page.getByText(lead).filter({ visible: true });
    const before = await heading.boundingBox();
    expect(await leads.count()).toBe(1);
    expect(await visitor.page.locator('bank-root > *').count()).toBe(0);
    release();
    await visitor.field(username).waitFor();
    expect(await heading.boundingBox()).toEqual(before);
    expect(await leads.count()).toBe(1);
  });
});

describe('a browser that keeps no site data', () => {
  it('signs in, for as long as the page', async () => {
    const user = await Client.register(url);
    const visitor = await visit();
    await visitor.page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(globalThis, name, {
          get: () => {
            throw new DOMException('Blocked.', 'SecurityError');
          },
        });
    });
    await visitor.open('/sign-in');
    await signIn(visitor, user);
    await visitor.page.getByRole('heading', { name: /^Hello/ }).waitFor();
    await visitor.connected();
  });
});

describe("a browser's translator", () => {
  it('finds nothing to translate in what lives', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url, 'Fred Friend')]);
    const visitor = await (await visit({ as: user })).watch('/');
    // As translators do: each text that may be translated is put into an element of its own, and its node is gone.
    await visitor.page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: Text[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const kept = node.parentElement?.closest('[translate="no"], script, style');
        if (node instanceof Text && !kept && node.data.trim() !== '') found.push(node);
      }
      for (const text of found) {
        const font = document.createElement('i');
        font.textContent = text.data.toUpperCase();
        text.replaceWith(font);
      }
    });
    await friend.pay(user.username, 700, 'Ice cream');
    await visitor.balanceBecomes('€1,007.00');
    const row = visitor.page.getByTestId('latest').getByRole('listitem').first();
    await row.getByText('Ice cream').waitFor();
    await row.getByText('+€7.00').waitFor();
  });
});

describe('Trusted Types', () => {
  it('are kept by every screen', async () => {
    const visitor = await visit({ as: await Client.register(url) });
    const { headers } = await fetch(url);
    expect(headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    // What breaks the policy is told on the console, and so by the end of the visit.
    await visitor.open('/');
    await visitor.page.locator('bank-area-chart canvas').waitFor();
    for (const name of ['Transfer', 'Activity', 'Security', 'System'])
      await visitor.page.getByRole('navigation').getByRole('link', { name }).click();
    await visitor.sees('The ledger adds up');
    await visitor.button('Your menu').click();
    await visitor.page.getByRole('menuitemradio').first().waitFor();
  });
});

describe('a number that does not fit', () => {
  it('shrinks on a phone instead of being cut', async () => {
    const visitor = await visit({ as: await Client.register(url), viewport: phone });
    await visitor.page.route('**/api/me', async (route) => {
      const response = await route.fetch();
      const me = (await response.json()) as { accounts: { balance: number; seq: number }[] };
      for (const account of me.accounts) Object.assign(account, { balance: 9_007_199_254_740_991, seq: 5 });
      await route.fulfill({ response, json: me });
    });
    await visitor.open('/');
    await visitor.page.getByTestId('figure').getByText('€90,071,992,547,409.91').waitFor({ state: 'attached' });
    const { right, room } = await visitor.page.evaluate(() => {
      const figure = document.querySelector('bank-figure');
      return {
        right: figure?.querySelector('.run')?.getBoundingClientRect().right ?? Infinity,
        room: figure?.getBoundingClientRect().right ?? 0,
      };
    });
    expect(right).toBeLessThanOrEqual(room);
  });
});

describe('toasts', () => {
  it('stay while one points at them, and go after', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url, 'Fred Friend')]);
    const visitor = await visit({ as: user });
    await visitor.page.clock.install();
    await visitor.watch('/');
    await friend.pay(user.username, 700);
    const toast = visitor.page.getByTestId('toast').first();
    await toast.hover();
    await visitor.page.clock.fastForward(60_000);
    expect(await toast.isVisible()).toBe(true);
    await visitor.page.mouse.move(5, 5);
    await visitor.page.clock.fastForward(7_000);
    await toast.waitFor({ state: 'detached' });
  });

  it('do not come over the screen that is shown to others', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url, 'Fred Friend')]);
    const visitor = await (await visit({ as: user })).watch('/system');
    const before = Number((await visitor.page.getByTestId('unread').innerText()).trim());
    await friend.pay(user.username, 700);
    await visitor.page
      .getByTestId('unread')
      .getByText(String(before + 1), { exact: true })
      .waitFor();
    expect(await visitor.page.getByTestId('toast').count()).toBe(0);
  });
});

describe('fields', () => {
  it('of passwords have names, by which password managers know them', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/security');
    const names = await visitor.page
      .locator('input[type=password]')
      .evaluateAll((all) => all.map((field) => [field.getAttribute('name'), field.getAttribute('autocomplete')]));
    expect(names).toEqual([
      ['currentPassword', 'current-password'],
      ['newPassword', 'new-password'],
    ]);
    const guest = await (await visit()).open('/sign-in');
    expect(await guest.field('Password').getAttribute('name')).toBe('password');
  });

  it('for amounts know undo and redo', async () => {
    const visitor = await (await visit({ as: await Client.register(url) })).watch('/transfer');
    const amount = visitor.field('Amount');
    await amount.pressSequentially('1234');
    await amount.press('Control+z');
    expect(await amount.inputValue()).toBe('123');
    await amount.press('Control+z');
    await amount.press('Control+z');
    expect(await amount.inputValue()).toBe('1');
    await amount.press('Control+Shift+z');
    expect(await amount.inputValue()).toBe('12');
  });
});

describe('zoomed to 200 % in a small window', () => {
  const zoomed = { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 };

  it.each(['/', '/transfer', '/activity', '/notifications', '/security'])(
    '%s fits, and what has the focus is not hidden by the bars above and below',
    async (path) => {
      const [user, friend] = await Promise.all([Client.register(url), Client.register(url, 'Fred Friend')]);
      for (let count = 1; count <= 8; count++) await friend.pay(user.username, count);
      const visitor = await (await visit({ as: user, ...zoomed })).watch(path);
      await visitor.page
        .locator('bank-entry-row, bank-notification-row, form, bank-sessions-card li')
        .first()
        .waitFor();
      expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
        0,
      );
      const hidden = await visitor.page.evaluate(async () => {
        const edge = (selector: string, side: 'top' | 'bottom'): number =>
          document.querySelector(selector)?.getBoundingClientRect()[side] ?? NaN;
        const found: string[] = [];
        for (const part of document.querySelectorAll<HTMLElement>('main :is(a, button, input, [tabindex="0"])')) {
          part.focus();
          if (document.activeElement !== part) continue;
          await new Promise(requestAnimationFrame);
          const { top, bottom } = part.getBoundingClientRect();
          const above = edge('bank-shell header', 'bottom');
          const below = edge('bank-shell nav', 'top');
          if (bottom - top < below - above && (top < above - 1 || bottom > below + 1))
            found.push(part.outerHTML.slice(0, 120));
        }
        return found;
      });
      expect(hidden).toEqual([]);
    },
  );
});

describe('forced colours', () => {
  it('tell where one is and who is online', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url, 'Fred Friend')]);
    await user.pay(friend.username, 100);
    await friend.pay(user.username, 50);
    const visitor = await (await visit({ as: user, forcedColors: 'active' })).watch('/');
    await (await visit({ as: friend, at: otherUrl })).watch('/');
    await visitor.page.getByRole('link', { name: /^Send money to F.*, online$/ }).waitFor();
    const background = (selector: string): Promise<string> =>
      visitor.page
        .locator(selector)
        .first()
        .evaluate((part) => getComputedStyle(part).backgroundColor);
    const canvas = await background('body');
    expect(await background('.destination.here .pill')).not.toBe(canvas);
    expect(await background('bank-avatar .dot.on')).not.toBe(canvas);
    expect(await background('[data-testid=connection] .dot')).not.toBe(canvas);
    expect(await background('.spans [aria-pressed=true]')).not.toBe(canvas);
  });
});

describe('a session', () => {
  it('that is ended elsewhere ends in all tabs for the same reason, and each knows its way back', async () => {
    const user = await Client.register(url);
    const other = await Client.signIn(url, user.username, PASSWORD);
    const first = await (await visit()).open('/sign-in?return=/activity');
    await signIn(first, user, true);
    await first.connected();
    const second = await first.page.context().newPage();
    await second.goto(`${url}/security`);
    await second.getByTestId('connection').getByText('Live').waitFor();
    await other.endOtherSessions();
    for (const [page, path] of [
      [first.page, 'activity'],
      [second, 'security'],
    ] as const) {
      await page.getByText('This session was ended from another device.').waitFor();
      expect(new URL(page.url()).searchParams.get('return')).toContain(`/${path}`);
    }
  });

  it('that begins with a registration leads on to where one wanted to go', async () => {
    const visitor = await (await visit()).open('/security');
    await visitor.page.getByRole('link', { name: 'Open an account' }).click();
    await visitor.field('Your name').fill('Eve Evans');
    await visitor.field('Username').fill(`eve-${Date.now().toString(36)}`);
    await visitor.field('Password').fill('a-long-passphrase');
    await visitor.button('Open account').click();
    await visitor.page.getByRole('heading', { name: 'Security' }).waitFor();
  });
});

describe('the system screen', () => {
  it('counts the socket one looks through, whatever the pods have counted yet', async () => {
    const visitor = await visit({ as: await Client.register(url) });
    await visitor.page.route('**/api/system', async (route) => {
      const response = await route.fetch();
      const system = (await response.json()) as { pods: object[] };
      for (const pod of system.pods) Object.assign(pod, { sockets: 0, users: 0, ownSockets: 0 });
      await route.fulfill({ response, json: system });
    });
    await visitor.watch('/system');
    const row = visitor.page.getByTestId('pods').getByRole('listitem').filter({ hasText: '1 of yours' });
    await row.waitFor();
    expect(await row.locator('dd').first().innerText()).toBe('1');
  });
});
