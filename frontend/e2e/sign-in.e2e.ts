import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { Client, PASSWORD } from './support/client';
import type { Visitor } from './support/visitor';
import { useVisitors } from './support/visitors';

const [url, otherUrl] = inject('urls');
const visit = useVisitors(url);

/** Signs in to be remembered, and opens a second tab, which is signed in with the first. */
async function twoTabs(path: string, username: string): Promise<{ visitor: Visitor; second: Page }> {
  const visitor = await (await visit()).open(path);
  await visitor.field('Username').fill(username);
  await visitor.field('Password').fill(PASSWORD);
  await visitor.page.getByLabel('Remember me on this device').check();
  await visitor.button('Sign in').click();
  await visitor.connected();
  const second = await visitor.page.context().newPage();
  await second.goto(url);
  await second.getByRole('heading', { name: /Hello/ }).waitFor();
  return { visitor, second };
}

describe('registering', () => {
  it('ticks the rules off while one types, and leads to the overview with the welcome gift', async () => {
    const eve = await (await visit()).open('/register');
    await eve.field('Your name').fill('Eve Evans');
    await eve.field('Username').fill('9');
    await eve.page.getByText('Starts with a letter, not yet met').waitFor();
    await eve.field('Username').fill(`eve-${Date.now().toString(36)}`);
    await eve.page.getByText('Starts with a letter, met').waitFor();
    await eve.field('Password').fill('a-long-passphrase');
    await eve.button('Open account').click();
    await eve.page.getByRole('heading', { name: 'Hello, Eve Evans' }).waitFor();
    await eve.balanceBecomes('€1,000.00');
  });

  it('says at the field that a username is taken', async () => {
    const { username } = await Client.register(url);
    const visitor = await (await visit()).open('/register');
    await visitor.field('Your name').fill('Eve Evans');
    await visitor.field('Username').fill(username);
    await visitor.field('Password').fill('a-long-passphrase');
    await visitor.button('Open account').click();
    await visitor.page.locator('mat-error', { hasText: 'This username is taken.' }).waitFor();
  });

  it('sends nothing that breaks a rule', async () => {
    const visitor = await (await visit()).open('/register');
    const sent: string[] = [];
    visitor.page.on('request', (request) => sent.push(request.url()));
    await visitor.field('Username').fill('ab');
    await visitor.field('Password').fill('short');
    await visitor.button('Open account').click();
    await visitor.page.locator('mat-error').first().waitFor();
    expect(sent.filter((address) => address.includes('/api/register'))).toEqual([]);
  });
});

describe('signing in', () => {
  it('takes one tap as a persona', async () => {
    const visitor = await (await visit()).open('/sign-in');
    await visitor.button(/Carol Cooper/).click();
    await visitor.page.getByRole('heading', { name: 'Hello, Carol Cooper' }).waitFor();
  });

  it('says that the password is wrong', async () => {
    const { username } = await Client.register(url);
    const visitor = await (await visit()).open('/sign-in');
    await visitor.field('Username').fill(username);
    await visitor.field('Password').fill('not-the-password');
    await visitor.button('Sign in').click();
    await visitor.page.getByTestId('failure').getByText('Username or password is wrong.').waitFor();
  });

  it('says that a user is locked out, and for how long', async () => {
    const { username } = await Client.register(url);
    const visitor = await (await visit()).open('/sign-in');
    await visitor.field('Username').fill(username);
    await visitor.field('Password').fill('not-the-password');
    const locked = visitor.page.getByText(/Too many wrong passwords.*minutes/);
    for (let tries = 0; tries < 12 && !(await locked.isVisible()); tries++) {
      const answered = visitor.page.waitForResponse((response) => response.url().endsWith('/api/login'));
      await visitor.button('Sign in').click();
      await answered;
    }
    await locked.waitFor();
  });

  it('says that the bank is away, and keeps what was typed', async () => {
    const visitor = await (await visit()).open('/sign-in');
    await visitor.page.route('**/api/login', (route) => route.abort());
    await visitor.field('Username').fill('somebody');
    await visitor.field('Password').fill(PASSWORD);
    await visitor.button('Sign in').click();
    await visitor.sees(/The bank cannot be reached/);
    expect(await visitor.field('Username').inputValue()).toBe('somebody');
  });

  it('leads back to the screen one asked for', async () => {
    const { username } = await Client.register(url);
    const visitor = await (await visit()).open('/security');
    await visitor.page.waitForURL('**/sign-in?return=%2Fsecurity');
    await visitor.field('Username').fill(username);
    await visitor.field('Password').fill(PASSWORD);
    await visitor.button('Sign in').click();
    await visitor.page.getByRole('heading', { name: 'Security' }).waitFor();
  });

  it('never leads to another host', async () => {
    const { username } = await Client.register(url);
    const visitor = await (await visit()).open('/sign-in?return=//example.org/');
    await visitor.field('Username').fill(username);
    await visitor.field('Password').fill(PASSWORD);
    await visitor.button('Sign in').click();
    await visitor.page.getByRole('heading', { name: /Hello/ }).waitFor();
  });

  it('lasts as long as the tab, or longer when one wants to be remembered', async () => {
    const { username } = await Client.register(url);
    const { visitor, second } = await twoTabs('/sign-in', username);
    await visitor.button('Your menu').click();
    await visitor.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await second.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

describe('a session', () => {
  it('that is ended from another browser ends at once, says so, and leads back after signing in', async () => {
    const user = await Client.register(url);
    const first = await (await visit({ as: user })).watch('/activity');
    const second = await visit({ at: otherUrl });
    await second.open('/sign-in?return=/security');
    await second.field('Username').fill(user.username);
    await second.field('Password').fill(PASSWORD);
    await second.button('Sign in').click();
    await second.button('End all others').click();
    await second.sees('All other sessions have ended.');
    await first.sees('This session was ended from another device.');
    await first.field('Username').fill(user.username);
    await first.field('Password').fill(PASSWORD);
    await first.button('Sign in').click();
    await first.page.getByRole('heading', { name: 'Activity' }).waitFor();
  });

  it('can be ended one by one', async () => {
    const user = await Client.register(url);
    const again = await Client.signIn(url, user.username, PASSWORD);
    const visitor = await (await visit({ as: again })).watch('/security');
    const rows = visitor.page.getByTestId('sessions').getByRole('listitem');
    await rows.nth(1).waitFor();
    await rows.nth(1).getByRole('button', { name: /^End/ }).click();
    await visitor.sees('You are signed in nowhere else.');
    await expect(user.me()).rejects.toThrow(/401/);
  });

  it('outlives a changed password here and nowhere else', async () => {
    const user = await Client.register(url);
    const here = await (await visit({ as: user })).watch('/security');
    const there = await visit({ as: await Client.signIn(url, user.username, PASSWORD), at: otherUrl });
    await there.watch('/');
    await here.field('Current password').fill('not-the-password');
    await here.field('New password').fill('another-long-passphrase');
    await here.button('Change password').click();
    await here.sees('This is not your current password.');
    await here.field('Current password').fill(PASSWORD);
    await here.button('Change password').click();
    await here.sees(/Your password is changed/);
    await there.sees(/The password was changed on another device/);
    await Client.signIn(url, user.username, 'another-long-passphrase');
  });

  it('goes on under another id after a changed password, in every tab that shares it', async () => {
    const { username } = await Client.register(url);
    const { visitor, second } = await twoTabs('/sign-in?return=/security', username);
    const kept = (): Promise<string | null> => visitor.page.evaluate(() => localStorage.getItem('bank.session'));
    const before = await kept();
    await visitor.field('Current password').fill(PASSWORD);
    await visitor.field('New password').fill('another-long-passphrase');
    await visitor.button('Change password').click();
    await visitor.sees(/Your password is changed/);
    expect(await kept()).not.toBe(before);
    await visitor.sees('You are signed in nowhere else.');
    await visitor.connected();
    // The other tab hears of a payment: its socket is open again, and in the same session.
    const payer = await Client.register(url);
    await payer.pay(username, 12_34);
    await second.getByText('€12.34').first().waitFor();
    await second.reload();
    await second.getByRole('heading', { name: /Hello/ }).waitFor();
  });
});
