import { describe, expect, inject, it } from 'vitest';
import { Client } from './support/client';
import { addEntries } from './support/long-history';
import { useVisitors } from './support/visitors';
import type { Visitor } from './support/visitor';

const [url] = inject('urls');
const visit = useVisitors(url);

async function withHistory(count: number): Promise<Client> {
  const user = await Client.register(url, 'Hanna History');
  await addEntries(inject('databaseUrl'), (await user.me()).accounts[0]?.number ?? '', count);
  return user;
}

const rows = (visitor: Visitor) => visitor.page.getByTestId('statement').getByRole('listitem');
const search = (visitor: Visitor) => visitor.page.getByRole('searchbox', { name: 'Search people and memos' });

/** The sheets of a PDF. */
function sheets(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

describe('looking for something in the statement', () => {
  it('is done by the bank, by words, amounts and direction, and stands in the address', async () => {
    const [user, friend] = await Promise.all([Client.register(url), Client.register(url, 'Fred Friend')]);
    for (const [amount, memo] of [
      [2_500, 'Café crème'],
      [900, 'Bus ticket'],
      [4_000, 'Dinner'],
    ] as const)
      await user.pay(friend.username, amount, memo);
    await friend.pay(user.username, 1_200, 'Cafe again');
    const visitor = await (await visit({ as: user })).watch('/activity');
    await search(visitor).fill('CAFE');
    await visitor.page.waitForURL('**/activity?q=CAFE');
    await visitor.page.waitForFunction(() => document.querySelectorAll('bank-entry-row').length === 2);
    await visitor.page.getByRole('radio', { name: 'Money out' }).click();
    await visitor.page.waitForFunction(() => document.querySelectorAll('bank-entry-row').length === 1);
    await rows(visitor).getByText('Café crème').waitFor();
    await visitor.page.reload();
    await rows(visitor).getByText('Café crème').waitFor();
    expect(await rows(visitor).count()).toBe(1);
    expect(await search(visitor).inputValue()).toBe('CAFE');
    await visitor.button('Clear filters').click();
    await visitor.field('Amount from').fill('10');
    await visitor.field('Amount to').fill('30');
    await visitor.page.waitForFunction(() => document.querySelectorAll('bank-entry-row').length === 2);
    await friend.pay(user.username, 2_000, 'Fits');
    await rows(visitor).getByText('Fits').waitFor();
    await friend.pay(user.username, 5_000, 'Fits not');
    await visitor.sees('€50.00 from Fred Friend');
    expect(await rows(visitor).getByText('Fits not').count()).toBe(0);
    await visitor.field('Amount to').fill('5');
    await visitor.sees('This is less than the smallest amount.');
  });

  it('by days needs no search over the wire', async () => {
    const visitor = await (await visit({ as: await withHistory(20_000) })).watch('/activity');
    await rows(visitor).first().waitFor();
    const asked: string[] = [];
    visitor.page.on('request', (request) => {
      if (request.url().includes('/entries')) asked.push(request.url());
    });
    const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    await visitor.page.getByLabel('From', { exact: true }).fill(day);
    await visitor.page.getByLabel('To', { exact: true }).fill(day);
    await visitor.page.getByRole('list', { name: /^4,\d{3} entries/ }).waitFor();
    await visitor.page.locator('[data-seq] bank-entry-row').first().waitFor();
    expect(asked.length).toBeLessThanOrEqual(8);
  });

  it.each(['12026-01-01', '2026-02-30'])('tells at the field that %s is no day, and goes on after', async (day) => {
    const user = await Client.register(url);
    const visitor = await (await visit({ as: user })).watch(`/activity?from=${day}`);
    await visitor.sees('This is no day of the calendar.');
    await visitor.button('Clear filters').click();
    await rows(visitor).first().waitFor();
    const friend = await Client.register(url, 'Fred Friend');
    await friend.pay(user.username, 300, 'Still following');
    await rows(visitor).getByText('Still following').waitFor();
  });

  it('has days as headings', async () => {
    const visitor = await (await visit({ as: await withHistory(10_000) })).watch('/activity');
    await rows(visitor).first().waitFor();
    const today = new Date().toLocaleDateString('en-IE', { weekday: 'long', day: 'numeric', month: 'long' });
    await visitor.page.getByRole('heading', { name: today, exact: true }).waitFor();
    // A day has 4,320 rows of 80 pixels.
    await visitor.page.evaluate(() => scrollTo(0, 80 * 4_400));
    const before = new Date(Date.now() - 86_400_000);
    const yesterday = before.toLocaleDateString('en-IE', { weekday: 'long', day: 'numeric', month: 'long' });
    await visitor.page.locator('[data-seq] bank-entry-row').first().waitFor();
    expect(await visitor.page.locator('.day').allInnerTexts()).not.toContain(today);
    expect(yesterday).not.toBe(today);
  });
});

describe('a statement on paper', () => {
  it('has every row, both balances, and no more sheets than it needs', async () => {
    const visitor = await (await visit({ as: await withHistory(600) })).watch('/activity');
    await visitor.page.getByRole('link', { name: 'Print' }).click();
    const paper = visitor.page.getByTestId('paper');
    await paper.waitFor();
    expect(await paper.locator('tr.entry').count()).toBe(601);
    expect(await visitor.page.getByTestId('opening').innerText()).toBe('€0.00');
    expect(await visitor.page.getByTestId('closing').innerText()).toBe('€1,006.00');
    const count = sheets(await visitor.page.pdf({ format: 'A4' }));
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThan(40);
  });

  it('is asked for by the key for printing', async () => {
    const visitor = await (await visit({ as: await withHistory(10) })).watch('/activity?direction=in');
    await rows(visitor).first().waitFor();
    await visitor.page.keyboard.press('Control+p');
    await visitor.page.waitForURL('**/statement?direction=in');
    await visitor.page.getByTestId('paper').waitFor();
  });

  it('is not hundreds of empty sheets, however the screen itself is printed', async () => {
    const visitor = await (await visit({ as: await withHistory(6_412) })).watch('/activity');
    await rows(visitor).first().waitFor();
    expect(sheets(await visitor.page.pdf({ format: 'A4' }))).toBeLessThan(5);
  });
});

describe('the download', () => {
  it('keeps the file until the browser has read it', async () => {
    const visitor = await visit({ as: await Client.register(url) });
    await visitor.page.addInitScript(() => {
      const revoke = URL.revokeObjectURL.bind(URL);
      URL.revokeObjectURL = (address) => {
        document.documentElement.dataset.revoked = 'yes';
        revoke(address);
      };
    });
    await visitor.watch('/activity');
    const downloading = visitor.page.waitForEvent('download');
    await visitor.button('Download CSV').click();
    await (await downloading).path();
    expect(await visitor.page.evaluate(() => document.documentElement.dataset.revoked)).toBeUndefined();
  });
});
