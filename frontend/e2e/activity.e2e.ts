import { readFile } from 'node:fs/promises';
import { describe, expect, inject, it } from 'vitest';
import { Client } from './support/client';
import { addEntries } from './support/long-history';
import { useVisitors } from './support/visitors';

const [url] = inject('urls');
const visit = useVisitors(url);
const LONG = 100_000;

describe('the activity', () => {
  it('shows the running balance, filters by direction and says when nothing matches', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url, 'Fred Friend')]);
    await user.pay(friend.username, 2_500, 'Dinner');
    await friend.pay(user.username, 1_000, 'My share');
    const visitor = await (await visit({ as: user })).watch('/activity');
    const rows = visitor.page.getByTestId('statement').getByRole('listitem');
    await rows.filter({ hasText: 'Dinner' }).getByText('€975.00').waitFor();
    expect(await rows.count()).toBe(3);
    await visitor.page.getByRole('radio', { name: 'Money out' }).click();
    await visitor.page.waitForFunction(() => document.querySelectorAll('bank-entry-row').length === 1);
    await rows.filter({ hasText: 'Dinner' }).waitFor();
    await visitor.page.getByLabel('From', { exact: true }).fill('2020-01-01');
    await visitor.page.getByLabel('To', { exact: true }).fill('2020-01-31');
    await visitor.sees('Nothing matches these filters');
    await visitor.button('Clear filters').click();
    await rows.nth(2).waitFor();
    await visitor.page.getByLabel('From', { exact: true }).fill('2024-02-01');
    await visitor.page.getByLabel('To', { exact: true }).fill('2024-01-01');
    await visitor.sees('The first day is after the last one.');
  });

  it('lets new entries slide in at the top', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url)]);
    const visitor = await (await visit({ as: user })).watch('/activity');
    const rows = visitor.page.getByTestId('statement').getByRole('listitem');
    await rows.first().waitFor();
    await friend.pay(user.username, 300, 'Out of the blue');
    await rows.first().getByText('Out of the blue').waitFor();
  });

  it('shows a transfer with both sides, without the balance of the other', async () => {
    const [user, friend] = await Promise.all([Client.register(url, 'Uma User'), Client.register(url, 'Fred Friend')]);
    const { id } = await user.pay(friend.username, 2_500, 'Dinner');
    const visitor = await (await visit({ as: user })).watch('/activity');
    await visitor.page
      .getByRole('link', { name: /Dinner/ })
      .first()
      .click();
    const dialog = visitor.page.getByRole('dialog');
    await dialog.getByText('Uma User').waitFor();
    await dialog.getByText('€975.00').waitFor();
    expect(await dialog.innerText()).not.toContain('€1,025.00');
    expect(visitor.page.url()).toContain(id);
    await visitor.page.keyboard.press('Escape');
    await visitor.page.waitForURL('**/activity');
  });

  it("says so when a transfer is not one of one's own", async () => {
    const [user, one, two] = await Promise.all([Client.register(url), Client.register(url), Client.register(url)]);
    const { id } = await one.pay(two.username, 100);
    const visitor = await (await visit({ as: user })).watch(`/activity/${id}`);
    await visitor.page.getByRole('dialog').getByText('This does not exist, or is not yours.').waitFor();
  });

  it('downloads the statement', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url)]);
    await user.pay(friend.username, 2_500, '=cmd()');
    const visitor = await (await visit({ as: user })).watch('/activity');
    const downloading = visitor.page.waitForEvent('download');
    await visitor.button('Download CSV').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^statement-\d{10}\.csv$/);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv.trim().split('\n')).toHaveLength(3);
    expect(csv).toContain("'=cmd()");
  });
});

describe(`a list of ${LONG.toLocaleString('en')} entries`, () => {
  it('scrolls without the page growing, reaches its end, and finds a day', async () => {
    const user = await Client.register(url);
    const number = (await user.me()).accounts[0]?.number ?? '';
    await addEntries(inject('databaseUrl'), number, LONG);
    const visitor = await (await visit({ as: user })).watch('/activity');
    const rows = visitor.page.locator('bank-entry-row');
    const row = (seq: number) => visitor.page.locator(`[data-seq="${String(seq)}"] bank-entry-row`);
    await row(LONG + 1).waitFor();
    const { page } = visitor;
    const size = () => page.evaluate(() => document.querySelectorAll('*').length);
    const begin = await size();
    const largest: number[] = [];
    for (const part of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      await page.evaluate((share) => scrollTo(0, document.documentElement.scrollHeight * share), part);
      await page.waitForFunction(() => document.querySelectorAll('[data-seq] .skeleton').length === 0);
      largest.push(await size());
    }
    expect(Math.max(...largest)).toBeLessThan(begin * 2);
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await row(1).waitFor();
    await visitor.sees('That is everything.');
    expect(await rows.count()).toBeLessThan(60);

    const dayAgo = new Date(Date.now() - 3 * 86_400_000);
    const day = `${String(dayAgo.getFullYear())}-${String(dayAgo.getMonth() + 1).padStart(2, '0')}-${String(dayAgo.getDate()).padStart(2, '0')}`;
    await page.evaluate(() => scrollTo(0, 0));
    await page.getByLabel('From', { exact: true }).fill(day);
    await page.getByLabel('To', { exact: true }).fill(day);
    // One entry in twenty seconds makes 4,320 in a day, give or take the hour of a clock change.
    await page.getByRole('list', { name: /^4,(14|32|50)0 entries|^4,3(19|21) entries/ }).waitFor();
  });

  it('stays where one reads while new entries arrive, and offers them', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url)]);
    const number = (await user.me()).accounts[0]?.number ?? '';
    await addEntries(inject('databaseUrl'), number, 500);
    const visitor = await (await visit({ as: user })).watch('/activity');
    const { page } = visitor;
    await page.locator('[data-seq="501"] bank-entry-row').waitFor();
    await page.evaluate(() => scrollTo(0, 9_000));
    await page.locator('[data-seq="380"] bank-entry-row').waitFor();
    const top = () => page.locator('[data-seq="380"]').boundingBox();
    const before = await top();
    await friend.pay(user.username, 300, 'News');
    await visitor.button('1 new entry').waitFor();
    expect((await top())?.y).toBe(before?.y);
    await visitor.button('1 new entry').click();
    await page.locator('[data-seq="502"]').getByText('News').waitFor();
  });
});
